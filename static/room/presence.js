// A word to the server now and then: this page is there, and at which item. Whoever watches an assigned exam sees it; for an exam
// that nobody assigned, the first reply says that no more is wanted.

const PAUSE = 20_000;
const CALM = 3_000;

export class Presence {
  constructor(attempt) {
    this.url = `/attempts/${attempt}/presence`;
    this.said = 0;
  }

  // The item that is looked at; quick moves are told as one.
  at(position) {
    this.position = position;
    this.#soon(Math.max(0, this.said + CALM - performance.now()));
  }

  stop() {
    this.over = true;
    clearTimeout(this.timer);
  }

  #soon(pause) {
    if (this.over) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#say(), pause);
  }

  async #say() {
    this.said = performance.now();
    try {
      const reply = await fetch(this.url, {
        method: "PUT",
        body: JSON.stringify({ position: this.position }),
        headers: { accept: "application/json", "content-type": "application/json" },
      });
      if (reply.ok && !(await reply.json()).wanted) this.stop();
    } catch {
      // What matters is kept by the outbox; the next word says where this page is then.
    }
    this.#soon(PAUSE);
  }
}
