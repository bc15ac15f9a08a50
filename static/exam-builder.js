// The builder of an exam. Its buttons send the whole form and get it back as it is then; here that happens without leaving the
// page, and the figures follow what is chosen. Without this file the same buttons load the page anew.

const status = document.getElementById("builder-status");
let asking;

async function ask(form, action) {
  asking?.abort();
  asking = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.append("do", action);
  const reply = await fetch(form.action, { method: "POST", body, signal: asking.signal });
  if (!reply.ok) throw new Error(reply.status);
  return new DOMParser().parseFromString(await reply.text(), "text/html");
}

// Puts the answered form in the place of the one on the page, and the focus where the answer wants it.
async function act(form, action) {
  let page;
  try {
    page = await ask(form, action);
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = "That didn’t work: the connection failed. Try again.";
    return;
  }
  const fresh = page.getElementById("builder");
  if (!fresh) return location.reload();
  const open = new Set([...form.querySelectorAll("details[open] summary")].map((summary) => summary.textContent));
  // The attribute is for a page that is loaded anew.
  const wanted = fresh.querySelector("[autofocus]");
  wanted?.removeAttribute("autofocus");
  const scrolled = [...form.querySelectorAll(".found")].map((list) => [list.ariaLabel, list.scrollTop]);
  form.replaceWith(fresh);
  for (const summary of fresh.querySelectorAll("summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  for (const [label, top] of scrolled) {
    const list = [...fresh.querySelectorAll(".found")].find((other) => other.ariaLabel === label);
    if (list) list.scrollTop = top;
  }
  status.textContent = page.getElementById("builder-status").textContent;
  wanted?.focus();
}

// Only the figures, so that nothing moves under whoever types.
async function figures(form) {
  let page;
  try {
    page = await ask(form, "check");
  } catch {
    return;
  }
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(fresh.id);
    if (old) old.replaceWith(fresh);
  }
}

document.addEventListener("submit", (event) => {
  const action = event.submitter?.value ?? "check";
  if (event.target.id !== "builder" || action === "save") return;
  event.preventDefault();
  act(event.target, action);
});

document.addEventListener("keydown", (event) => {
  const find = event.target.dataset?.find;
  if (event.key !== "Enter" || !find) return;
  event.preventDefault();
  act(event.target.form, find);
});

let waiting;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.id !== "builder") return;
  clearTimeout(waiting);
  // Another kind or bank shows other items; the rest changes figures only.
  if (event.target.name.endsWith("-kind")) return void act(form, `kind:${event.target.name.slice(1, -5)}`);
  if (event.target.name.endsWith("-bank")) return void act(form, `find:${event.target.name.slice(1, -5)}`);
  if (event.target.type === "search") return;
  waiting = setTimeout(() => figures(form), 250);
});
