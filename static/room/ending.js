// The end of an exam: the review, handing in, time running out, and what is said when the exam was closed elsewhere.

const element = (id) => document.getElementById(id);
const plural = (number, one, many) => `${number} ${number === 1 ? one : many}`;

// `room` has `paper`, `outbox`, `clock`, `times`, `notice(…)`, `say(text)`, `leave(address)`.
export class Ending {
  constructor(room, attempt) {
    this.room = room;
    this.address = `/attempts/${attempt}`;
    this.handing = false;
    const confirm = element("confirm");
    element("hand-in").addEventListener("click", () => {
      const open = this.#open().length;
      element("confirm-text").textContent =
        (open ? `You have ${plural(open, "item", "items")} unanswered. ` : "Every item is answered. ") +
        "After handing in, nothing can be changed.";
      confirm.returnValue = "no";
      confirm.showModal();
    });
    confirm.addEventListener("close", () => confirm.returnValue === "yes" && this.handIn("Saving your last answers…"));
  }

  #open() {
    return this.room.paper.items.filter(({ cell }) => !cell.classList.contains("answered"));
  }

  // Fills the review page as it stands now.
  review() {
    const { items } = this.room.paper;
    const open = this.#open();
    element("review-counts").textContent =
      `${items.length - open.length} of ${plural(items.length, "item", "items")} answered.`;
    const flagged = items.filter(({ cell }) => cell.classList.contains("flagged"));
    element("review-lists").replaceChildren(...list("Not answered", open), ...list("Flagged", flagged));
  }

  timeUp() {
    this.room.lock();
    this.handIn("Time is up. Your answers are being handed in.");
  }

  // Once everything is stored, hands in; without a connection, as soon as there is one.
  async handIn(text) {
    if (this.handing) return;
    this.handing = true;
    this.room.lock();
    this.room.notice("", text);
    await this.room.settled();
    // Continued elsewhere meanwhile: it isn't ours to hand in any more.
    if (this.room.outbox.stopped) {
      this.handing = false;
      return;
    }
    for (let wait = 500; !this.left; wait = Math.min(wait * 2, 10_000)) {
      const status = await fetch(`${this.address}/submit`, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/json" },
        body: JSON.stringify({ spent: this.room.times.seconds() }),
        redirect: "manual",
      }).then(
        (reply) => (reply.type === "opaqueredirect" ? 303 : reply.status),
        () => 0,
      );
      if (status === 303 || status === 410) return this.#leave();
      if (status === 401) this.room.signedOut();
      else this.room.notice("warn", `${text} The server can’t be reached; this page keeps trying.`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  // The server says that it is over. What couldn't be sent any more is told before leaving.
  closed() {
    const lost = this.room.outbox.pending().map((index) => index + 1);
    this.room.lock();
    this.room.clock.stop();
    if (!lost.length) return this.#leave();
    this.left = true;
    this.#forget();
    this.room.notice(
      "warn",
      `This exam is closed. Your last change to ${lost.length === 1 ? "item" : "items"} ${lost.join(", ")} came too late and doesn’t count.`,
      { text: "See the result", href: `${this.address}/result` },
    );
  }

  #forget() {
    this.room.outbox.clear();
    this.room.times.clear();
  }

  #leave() {
    this.left = true;
    this.#forget();
    location.replace(`${this.address}/result`);
  }
}

function list(title, items) {
  if (!items.length) return [];
  const heading = Object.assign(document.createElement("h3"), { textContent: title });
  const cells = Object.assign(document.createElement("ul"), { className: "palette" });
  for (const { cell } of items) {
    const place = document.createElement("li");
    place.append(cell.cloneNode(true));
    cells.append(place);
  }
  return [heading, cells];
}
