// The clock on the page. The server's decides; this one shows what it said last, moved on by the time that passed here.

const MINUTE = 60_000;
const SPOKEN = [10, 5, 1];

export function format(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

// Calls `show(text, late)` once a second, `say(text)` at 10, 5 and 1 minutes, `end()` once.
export class Clock {
  constructor(show, say, end) {
    Object.assign(this, { show, say, end });
    this.before = 0;
    this.over = false;
  }

  // Takes the server's reading. A reply that travelled long tells too much, so a little more than now isn't believed.
  set(remaining) {
    const deadline = performance.now() + remaining;
    if (this.deadline === undefined || deadline < this.deadline || deadline > this.deadline + 1500) this.deadline = deadline;
    this.tick();
  }

  stop() {
    this.over = true;
    clearTimeout(this.timer);
  }

  tick() {
    if (this.over || this.deadline === undefined) return;
    clearTimeout(this.timer);
    const left = this.deadline - performance.now();
    this.show(format(left), left <= 5 * MINUTE);
    const passed = SPOKEN.findLast((minutes) => left <= minutes * MINUTE && this.before > minutes * MINUTE);
    if (passed) this.say(passed === 1 ? "1 minute left" : `${passed} minutes left`);
    this.before = left;
    if (left <= 0) {
      this.stop();
      this.end();
    } else {
      this.timer = setTimeout(() => this.tick(), left % 1000 || 1000);
    }
  }
}
