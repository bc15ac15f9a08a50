// The builder of an exam. Its buttons send the whole form and get it back as it is then; here that happens without leaving the
// page, and the figures follow what is chosen. Without this file the same buttons load the page anew.

const status = document.getElementById("builder-status");
const builder = () => document.getElementById("builder");

async function ask(action, signal) {
  const body = new URLSearchParams(new FormData(builder()));
  body.append("do", action);
  const reply = await fetch(builder().action, { method: "POST", body, signal });
  if (!reply.ok) throw new Error(reply.status);
  return new DOMParser().parseFromString(await reply.text(), "text/html");
}

// What a person can change by typing and ticking, by what names it.
function fields(form) {
  const all = form.querySelectorAll("textarea, input:is([type=text], [type=search], [type=checkbox])");
  return new Map([...all].map((field) => [field.id || `${field.name}=${field.value}`, field]));
}
const state = (field) => (field.type === "checkbox" ? field.checked : field.value);

// Puts the answered form in the place of the one on the page, and the focus where the answer wants it. What is typed or ticked
// while the answer is under way stays, and the focus with it; only where sections change their numbers the form waits.
async function act(action) {
  const form = builder();
  const sent = new Map([...fields(form)].map(([key, field]) => [key, state(field)]));
  const before = document.activeElement;
  form.inert = /^(remove|up|down):\d+$/.test(action);
  let page;
  try {
    page = await ask(action);
  } catch {
    form.inert = false;
    status.textContent = "That didn’t work: the connection failed. Try again.";
    return;
  }
  const fresh = page.getElementById("builder");
  if (!fresh) return location.reload();
  // The attribute is for a page that is loaded anew.
  const asked = fresh.querySelector("[autofocus]");
  asked?.removeAttribute("autofocus");
  const answered = fields(fresh);
  for (const [key, field] of fields(form)) {
    const other = answered.get(key);
    if (!other || state(field) === sent.get(key)) continue;
    if (field.type === "checkbox") other.checked = field.checked;
    else other.value = field.value;
  }
  const now = document.activeElement;
  const moved = now !== before && form.contains(now) && now.id ? fresh.querySelector(`#${now.id}`) : null;
  const open = new Set([...form.querySelectorAll("details[open] summary")].map((summary) => summary.textContent));
  for (const summary of fresh.querySelectorAll("summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  const scrolled = new Map([...form.querySelectorAll(".found")].map((list) => [list.ariaLabel, list.scrollTop]));
  form.replaceWith(fresh);
  for (const list of fresh.querySelectorAll(".found")) list.scrollTop = scrolled.get(list.ariaLabel) ?? 0;
  status.textContent = page.getElementById("builder-status").textContent;
  (moved ?? asked)?.focus();
  if (moved?.value && moved.setSelectionRange) moved.setSelectionRange(moved.value.length, moved.value.length);
}

// Only the figures, so that nothing moves under whoever types.
async function figures(signal) {
  let page;
  try {
    page = await ask("check", signal);
  } catch {
    return;
  }
  for (const fresh of page.querySelectorAll("[data-live]")) document.getElementById(fresh.id)?.replaceWith(fresh);
}

// One thing after the other: what is done waits for what was done before, and figures wait for both.
let last = Promise.resolve();
let waiting;
let looking;
function then(action) {
  clearTimeout(waiting);
  looking?.abort();
  last = last.then(() => act(action));
}
function look() {
  clearTimeout(waiting);
  looking?.abort();
  const { signal } = (looking = new AbortController());
  waiting = setTimeout(() => last.then(() => figures(signal)), 250);
}

document.addEventListener("submit", (event) => {
  const action = event.submitter?.value ?? "check";
  if (event.target.id !== "builder" || action === "save") return;
  event.preventDefault();
  then(action);
});

document.addEventListener("keydown", (event) => {
  const find = event.target.dataset?.find;
  if (event.key !== "Enter" || !find) return;
  event.preventDefault();
  then(find);
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.form?.id !== "builder") return;
  // Another kind or bank shows other items; the rest changes figures only.
  const [, section, name] = /^s(\d+)-(kind|bank)$/.exec(field.name) ?? [];
  if (section) then(`${name === "kind" ? "kind" : "find"}:${section}`);
  else if (field.type !== "search") look();
});
