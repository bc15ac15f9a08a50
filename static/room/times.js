// Seconds at each item: counted while it is shown and the page is seen, by a clock that nobody sets. They are kept in the
// browser's storage, so that a reload loses none, and go along with what is saved.

// A longer silence of the room's clock is a computer that slept.
const LONGEST = 5_000;
const KEEP = 5_000;

export class Times {
  constructor(attempt, count) {
    this.key = `invigil:${attempt}:times`;
    this.spent = Array(count).fill(0);
    this.kept = this.before = performance.now();
    this.seen = !document.hidden;
    try {
      this.merge(JSON.parse(localStorage.getItem(this.key)));
    } catch {}
    document.addEventListener("visibilitychange", () => {
      this.keep();
      this.seen = !document.hidden;
    });
    addEventListener("pagehide", () => this.keep());
  }

  // The item that is looked at from now on; where there is none, nothing is counted.
  at(index) {
    this.keep();
    this.index = index;
  }

  // What passed since the last call belongs to the item that is shown.
  tick() {
    const now = performance.now();
    if (this.seen && this.index in this.spent) this.spent[this.index] += Math.min(now - this.before, LONGEST) / 1000;
    this.before = now;
    if (now - this.kept > KEEP) this.keep();
  }

  // Whole seconds by item.
  seconds() {
    this.tick();
    return this.spent.map(Math.floor);
  }

  // Takes what is known elsewhere, where it is more.
  merge(seconds) {
    this.spent = this.spent.map((own, index) => Math.max(own, seconds?.[index] || 0));
  }

  // A tab that doesn't count leaves the storage to the one that does.
  keep() {
    this.kept = performance.now();
    const seconds = this.seconds();
    if (!(this.index in this.spent)) return;
    try {
      localStorage.setItem(this.key, JSON.stringify(seconds));
    } catch {}
  }

  // Forgets them: the exam is over.
  clear() {
    this.index = -1;
    try {
      localStorage.removeItem(this.key);
    } catch {}
  }
}
