// A position of a practice set: keys, the clock, and the time spent. Everything is sent by plain forms.

const element = (id) => document.getElementById(id);
const sheet = document.querySelector(".sheet");
const { practice, position } = sheet.dataset;
const form = element("answer");
const inputs = [...document.querySelectorAll("input[name=chosen]")];
const letters = "abcdef";

function say(text) {
  element("live").textContent = "";
  requestAnimationFrame(() => (element("live").textContent = text));
}

// The clock

const time = element("time");
if (time) {
  const { Clock } = await import(document.querySelector("link[data-module=clock]").href);
  const clock = new Clock(
    (text, late) => {
      time.textContent = text;
      time.classList.toggle("late", late);
    },
    say,
    () => location.replace(`/practice/${practice}`),
  );
  clock.set(Number(time.dataset.remaining));
  document.addEventListener("visibilitychange", () => clock.tick());
}

// The time spent: only while the page is seen; what was spent before a reload counts.

if (form) {
  const key = `invigil:practice:${practice}:${position}`;
  let spent = 0;
  try {
    spent = Number(sessionStorage.getItem(key)) || 0;
  } catch {}
  let since = document.hidden ? null : performance.now();
  const keep = () => {
    if (since !== null) spent += performance.now() - since;
    since = document.hidden ? null : performance.now();
    try {
      sessionStorage.setItem(key, Math.round(spent));
    } catch {}
  };
  document.addEventListener("visibilitychange", keep);
  addEventListener("pagehide", keep);
  form.addEventListener("submit", () => {
    keep();
    form.elements.seconds.value = Math.round(spent / 1000);
  });
}

// What is chosen

const choose = Number(document.querySelector(".item")?.dataset.choose ?? 0);
function chosen(input) {
  const count = inputs.filter(({ checked }) => checked).length;
  if (choose > 1 && count > choose) {
    input.checked = false;
    say(`This item asks for ${choose}. Take one back first.`);
  }
  const told = document.querySelector(".item .count");
  if (told) told.textContent = `${Math.min(count, choose)} of ${choose} chosen`;
}
for (const input of inputs) input.addEventListener("change", () => chosen(input));

// The keyboard. Where a key means nothing here, it keeps its own meaning.

const press = (id) => element(id)?.click();

function act(key, target) {
  if (key === "?") return element("help").showModal(), true;
  if (key === "n") return press(form ? "skip" : "next"), true;
  if (!form) return key === "Enter" && !target.closest?.("a, button, summary, input") && (press("next"), true);
  if (key === "Enter") return !target.closest?.("a, button, summary") && (press("check"), true);
  if (key === "g") return press("guessed"), true;
  if (key === "s") return press("show-me"), true;
  const place = letters.includes(key) ? letters.indexOf(key) : "123456".indexOf(key);
  if (key.length !== 1 || place < 0 || place >= inputs.length) return false;
  const input = inputs[place];
  input.checked = choose === 1 || !input.checked;
  chosen(input);
  input.focus();
  return true;
}

addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (document.querySelector("dialog[open]") || target.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  if (act(key.length === 1 ? key.toLowerCase() : key, target)) event.preventDefault();
});

element("show-help").hidden = false;
element("show-help").addEventListener("click", () => element("help").showModal());
element("verdict")?.focus({ preventScroll: true });

// A block of code takes the focus only where it needs to be scrolled.
for (const block of document.querySelectorAll(".stem pre")) {
  if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
}
