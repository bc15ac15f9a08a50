// The exam room: choices are shown at once and saved at once, moving needs no server, and the clock is the server's.

const load = (name) => import(document.querySelector(`link[data-module=${name}]`).href);
const [{ Outbox }, { Clock }, { Paper }, { listen }, { Ending }, { Presence }, { Times }] = await Promise.all(
  ["outbox", "clock", "paper", "keys", "ending", "presence", "times"].map(load),
);

const element = (id) => document.getElementById(id);
const desk = document.querySelector(".desk");
const { attempt } = desk.dataset;
const [notice, live, saved, review] = ["notice", "live", "saved", "review"].map(element);
const last = document.querySelectorAll(".item").length - 1;
let current = [...document.querySelectorAll(".item")].findIndex((article) => !article.hidden);
let locked = false;
let troubled = false;
let waiting = [];

const paper = new Paper((index, place) => change(index, paper.striking(place, outbox.entries[index])));
const presence = new Presence(attempt);
const times = new Times(attempt, last + 1);
const clock = new Clock(showTime, say, () => ending.timeUp());
const outbox = new Outbox(attempt, paper.entries(), {
  status: showStatus,
  clock: (ms) => clock.set(ms),
  spent: (seconds) => times.merge(seconds),
  seconds: () => times.seconds(),
  changed: (index) => queueMicrotask(() => show(index)),
  refused: (index, message) => tell("warn", `Item ${index + 1}: ${message}`),
  closed: () => ending.closed(),
  takenOver,
  signedOut,
  lost: (message) => {
    lock();
    tell("bad", message);
  },
});
const ending = new Ending({ paper, outbox, clock, times, notice: tell, lock, settled, signedOut }, attempt);

// What was answered

function show(index) {
  const entry = outbox.entries[index];
  paper.show(index, entry);
  if (index === current) element("flag").setAttribute("aria-pressed", entry.flagged);
  element("progress").value = outbox.entries.filter(({ chosen }) => chosen).length;
}

function change(index, change) {
  if (locked) return;
  outbox.change(index, change);
  show(index);
}

function choose(place) {
  const entry = outbox.entries[current];
  const choice = paper.choice(current, place, entry);
  hint("");
  if (!choice) say(paper.full(current), true);
  else if (paper.items[current].choose > 1 || choice.chosen !== entry.chosen || choice.struck !== entry.struck) {
    change(current, choice);
  }
  show(current);
}

function flag() {
  const flagged = !outbox.entries[current].flagged;
  change(current, { flagged });
  say(flagged ? "Flagged" : "Flag removed");
}

// Moving

function turnTo(index, focus = true) {
  current = index;
  times.at(index);
  const reviewing = index > last;
  paper.turnTo(reviewing ? -1 : index);
  review.hidden = !reviewing;
  element("items").hidden = element("moves").hidden = reviewing;
  element("where").textContent = reviewing ? "Review" : `Item ${index + 1} of ${last + 1}`;
  element("previous").disabled = index === 0;
  element("next").textContent = index === last ? "Review" : "Next";
  hint("");
  if (!troubled) tell("", "");
  if (reviewing) {
    ending.review();
  } else {
    show(index);
    presence.at(index + 1);
    history.replaceState(null, "", `?item=${index + 1}`);
  }
  if (focus) {
    scrollTo(0, 0);
    (reviewing ? element("review-heading") : paper.items[index].heading).focus({ preventScroll: true });
  }
}

const move = (by) => {
  if (!locked) turnTo(Math.max(0, Math.min(current + by, last + 1)));
};

// What is said

// `loud` also shows it, beside the choices that it is about.
function say(text, loud = false) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
  if (loud) hint(text);
}

function hint(text) {
  element("hint")?.remove();
  const place = paper.items[current]?.form.querySelector("legend");
  if (text && place) place.after(Object.assign(document.createElement("p"), { id: "hint", textContent: text }));
}

function tell(kind, text, ...actions) {
  notice.className = `notice ${kind}`;
  notice.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), ...actions.map(action));
  notice.hidden = !text;
}

function action({ text, press, ...properties }) {
  const made = Object.assign(document.createElement(press ? "button" : "a"), properties);
  made.className = "button small";
  made.textContent = text;
  if (press) made.addEventListener("click", press);
  return made;
}

const STATES = {
  connecting: "Connecting…",
  saved: "Saved",
  saving: "Saving…",
  unsaved: "Not saved yet, will retry",
  offline: "Offline: kept here, sent later",
  stopped: "Not saved",
};

function stateOf(open) {
  if (!open) return outbox.epoch === null && !outbox.stopped ? "connecting" : "saved";
  if (outbox.stopped) return "stopped";
  if (!outbox.failures) return "saving";
  return navigator.onLine ? "unsaved" : "offline";
}

function showStatus() {
  const open = outbox.pending().length;
  if (troubled && !open && !outbox.stopped) {
    troubled = false;
    tell("", "");
  }
  const state = stateOf(open);
  if (state !== saved.dataset.state) {
    // Only trouble, and its end, is worth interrupting who listens.
    const before = STATES[saved.dataset.state];
    saved.dataset.state = state;
    saved.textContent = STATES[state];
    if (/^(Not|Off)/.test(STATES[state]) || (state === "saved" && /^(Not|Off)/.test(before))) say(STATES[state]);
  }
  if (!open || outbox.stopped) waiting.splice(0).forEach((done) => done());
}

function showTime(text, late) {
  times.tick();
  element("time").textContent = text;
  element("time").classList.toggle("late", late);
}

// When all is stored, or nothing can be stored any more.
function settled() {
  return new Promise((done) => {
    waiting.push(done);
    outbox.retry();
  });
}

// What can go wrong

function lock() {
  locked = true;
  times.at(-1);
  paper.lock();
  for (const id of ["moves", "review"]) element(id).inert = true;
}

function unlock() {
  locked = false;
  times.at(current);
  for (const { form } of paper.items) form.querySelector("fieldset").disabled = false;
  for (const id of ["moves", "review"]) element(id).inert = false;
}

function takenOver() {
  lock();
  tell("warn", "This exam was continued in another tab or on another device. Here it stands still.", {
    text: "Continue here",
    press: () => {
      tell("", "");
      if (clock.over) return outbox.takeOver(), ending.timeUp();
      unlock();
      outbox.takeOver();
    },
  });
}

function signedOut() {
  troubled = true;
  tell(
    "warn",
    "You are signed out. Your answers are kept in this browser and will be sent once you are signed in again.",
    { text: "Sign in (opens a new tab)", href: `/sign-in?next=/attempts/${attempt}`, target: "_blank" },
    { text: "Try again", press: () => outbox.retry() },
  );
}

// Wiring

paper.items.forEach(({ inputs, form }) => {
  inputs.forEach((input, place) => input.addEventListener("change", () => choose(place)));
  form.addEventListener("submit", (event) => event.preventDefault());
});
const press = (id, then) =>
  element(id).addEventListener("click", (event) => {
    event.preventDefault();
    then();
  });
press("previous", () => move(-1));
press("next", () => move(1));
press("flag", flag);
press("to-review", () => locked || turnTo(last + 1));
press("back", () => turnTo(last));
press("show-help", () => element("help").showModal());
press("hide-clock", () => showClock(element("time").hidden));
desk.addEventListener("click", (event) => {
  const cell = event.target.closest("a.cell");
  if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!locked) turnTo(Number(cell.textContent) - 1);
});
listen({
  open: () => !locked,
  onItem: () => current <= last,
  options: () => paper.items[current].inputs.length,
  help: () => element("help").showModal(),
  strike: (place) => change(current, paper.striking(place, outbox.entries[current])),
  move,
  choose,
  flag,
  say,
});

function showClock(shown) {
  element("time").hidden = !shown;
  element("hide-clock").textContent = shown ? "Hide clock" : "Show clock";
  try {
    localStorage.setItem("invigil:clock", shown ? "shown" : "hidden");
  } catch {}
}
let hidden = false;
try {
  hidden = localStorage.getItem("invigil:clock") === "hidden";
} catch {}
if (hidden) showClock(false);

addEventListener("online", () => outbox.retry());
addEventListener("offline", showStatus);
addEventListener("beforeunload", (event) => {
  if (outbox.pending().length && !ending.left) event.preventDefault();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) ending.left ? location.reload() : outbox.check();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  clock.tick();
  if (outbox.pending().length || outbox.epoch === null) outbox.retry();
  outbox.check();
});

for (const id of ["saved", "hide-clock", "show-help"]) element(id).hidden = false;
turnTo(current, false);
clock.set(Number(desk.dataset.remaining));
outbox.takeOver();
