// Answers on their way: a change stays here and in the browser's storage until the server has said that it is stored.

const AT_ONCE = 4;
const PATIENCE = 10_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

// What the page is told: `status()` after every move, `clock(ms)` with each reply, `spent(seconds)` as the server knows them,
// `changed(index)` when an entry is replaced by the server's, and one of `closed`, `takenOver`, `signedOut`, `lost`, `refused` when
// the server says no. `seconds()` is asked what was spent at each item.
export class Outbox {
  // `entries` by index: { seq, chosen, struck, flagged }, options as bits of a number. `stored` is what the server has.
  constructor(attempt, entries, told) {
    this.url = `/attempts/${attempt}`;
    this.key = `invigil:${attempt}`;
    this.told = told;
    this.stored = entries;
    this.entries = entries.slice();
    this.epoch = null;
    this.busy = new Set();
    this.failures = 0;
    this.timer = 0;
    this.stopped = false;
    this.#merge(entries);
  }

  pending() {
    return [...this.entries.keys()].filter((index) => this.entries[index].seq > this.stored[index].seq);
  }

  change(index, change) {
    const next = { ...this.entries[index], ...change };
    next.seq = Math.max(next.seq, this.stored[index].seq) + 1;
    this.entries[index] = next;
    this.#keep(index);
    this.send();
  }

  // Makes this tab the one that may save, and learns how the attempt stands.
  async takeOver() {
    this.stopped = false;
    this.epoch = null;
    const { status, body } = await this.#ask("POST", "/take-over");
    if (status !== 200) return this.#failed(status, body, () => this.takeOver());
    this.failures = 0;
    if (this.#over(body)) return;
    this.epoch = body.epoch;
    this.#merge(body.entries);
    this.told.spent(body.spent);
    this.told.clock(body.remaining_ms);
    this.send();
  }

  // Asks whether this tab is still the one, and how much time is left. Without an answer, the next save finds out.
  async check() {
    if (this.stopped || this.epoch === null) return;
    const { status, body } = await this.#ask("GET", "/state");
    if (status === 200 && !this.#over(body)) {
      this.told.clock(body.remaining_ms);
      if (body.epoch !== this.epoch) this.#stop("takenOver");
    } else if (status === 401) {
      this.told.signedOut();
    }
  }

  // Doesn't wait any longer.
  retry() {
    clearTimeout(this.timer);
    this.timer = 0;
    const again = this.again;
    this.again = null;
    if (again) again();
    else this.send();
  }

  send() {
    if (!this.stopped && this.epoch !== null && !this.timer) {
      for (const index of this.pending()) {
        if (this.busy.size < AT_ONCE && !this.busy.has(index)) this.#put(index);
      }
    }
    this.told.status();
  }

  // Forgets what waits: it can't be sent any more.
  clear() {
    try {
      localStorage.removeItem(this.key);
    } catch {}
  }

  async #put(index) {
    const { epoch } = this;
    const sent = this.entries[index];
    this.busy.add(index);
    const { status, body, wait } = await this.#ask("PUT", `/answers/${index + 1}`, { epoch, ...sent, spent: this.told.seconds()[index] });
    this.busy.delete(index);
    if (this.stopped || epoch !== this.epoch) return;
    if (status === 200) {
      this.failures = 0;
      if (sent.seq > this.stored[index].seq) this.stored[index] = sent;
      this.#forget(index);
      this.told.clock(body.remaining_ms);
      this.send();
    } else if (body.error === "stale") {
      this.#merge(body.state.entries, index);
      this.told.refused(index, body.message);
      this.send();
    } else if (status === 422) {
      // It can never be stored, so what is stored holds again, unless something newer was chosen meanwhile.
      if (this.entries[index] === sent) {
        this.entries[index] = this.stored[index];
        this.#forget(index, sent.seq);
        this.told.changed(index);
      }
      this.told.refused(index, body.message);
      this.send();
    } else {
      this.#failed(status, body, null, wait);
    }
  }

  #failed(status, body, again, wait) {
    if (status === 410) return this.#stop("closed");
    if (status === 409 && body.error === "taken_over") return this.#stop("takenOver");
    if (status === 404) return this.#stop("lost", body.message);
    if (status === 401) this.told.signedOut();
    this.again ??= again;
    // Many may fail together; they wait together.
    if (!this.timer) {
      const longest = Math.min(FIRST_WAIT * 2 ** this.failures++, LONGEST_WAIT);
      this.timer = setTimeout(() => this.retry(), Math.max(wait, longest * (0.75 + Math.random() / 4)));
    }
    this.told.status();
  }

  #over(state) {
    if (state.status === "closed") this.#stop("closed");
    return this.stopped;
  }

  #stop(why, ...more) {
    if (this.stopped) return;
    this.stopped = true;
    clearTimeout(this.timer);
    this.timer = 0;
    this.again = null;
    this.told[why](...more);
    this.told.status();
  }

  // Takes the server's entries (all, or that of `only`) for stored. What waits here and is newer stays and will be sent.
  #merge(entries, only) {
    const kept = this.#read();
    entries.forEach((stored, index) => {
      if (only !== undefined && only !== index) return;
      const before = this.entries[index];
      const waiting = [before, kept[index]].filter((own) => own?.seq > stored.seq).sort((a, b) => b.seq - a.seq)[0];
      this.stored[index] = stored;
      this.entries[index] = waiting ?? stored;
      if (!waiting) this.#forget(index);
      this.told.changed(index);
    });
  }

  async #ask(method, path, body) {
    try {
      const reply = await fetch(this.url + path, {
        method,
        body: body && JSON.stringify(body),
        headers: { accept: "application/json", ...(body && { "content-type": "application/json" }) },
        keepalive: method !== "GET",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const wait = 1000 * Number(reply.headers.get("retry-after")) || 0;
      return { status: reply.status, body: await reply.json().catch(() => ({})), wait };
    } catch {
      return { status: 0, body: {}, wait: 0 };
    }
  }

  // The storage is shared with other tabs of this attempt, so only one position of it is touched at a time. Without it
  // (turned off, full), answers wait in this page alone.
  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  #keep(index) {
    this.#write({ ...this.#read(), [index]: this.entries[index] });
  }

  #forget(index, upTo = this.stored[index].seq) {
    const kept = this.#read();
    if (!(kept[index]?.seq <= upTo)) return;
    delete kept[index];
    this.#write(kept);
  }

  #write(kept) {
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.key, JSON.stringify(kept));
      else localStorage.removeItem(this.key);
    } catch {}
  }
}
