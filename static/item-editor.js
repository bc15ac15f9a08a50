// The editor of items: options are added, moved and removed without a round trip, and the preview follows what is typed. Without
// this file the same buttons send the form, and the page comes back with what they did.

const form = document.querySelector("#editor");
const list = document.querySelector("#options");
const add = document.querySelector("#add-option");
const blank = document.querySelector("#blank-option");
const preview = document.querySelector("#preview");
const state = document.querySelector("#preview-state");
const MOST = 10;
const LEAST = 2;
const PAUSE = 200;

// Options

const rows = () => [...list.children];

function number() {
  const all = rows();
  for (const [place, row] of all.entries()) {
    const letter = String.fromCharCode(65 + place);
    row.querySelector("legend").textContent = `Option ${letter}`;
    row.querySelector(".option-letter").textContent = letter;
    row.querySelector("[name=key]").value = place;
    for (const [name, label] of [["option", "Text of option"], ["reason", "Reason of option"]]) {
      const field = row.querySelector(`[name=${name}]`);
      const error = row.querySelector(`[id^="${name}-"][id$="-error"]`);
      field.id = `${name}-${place}`;
      field.parentElement.querySelector("label").htmlFor = field.id;
      field.parentElement.querySelector("label").textContent = `${label} ${letter}`;
      if (error) {
        error.id = `${field.id}-error`;
        field.setAttribute("aria-describedby", error.id);
      }
    }
    const [up, down, remove] = row.querySelectorAll(".option-moves button");
    const set = (button, action, text, disabled) => {
      button.value = `${action} ${place}`;
      button.setAttribute("aria-label", text);
      button.disabled = disabled;
    };
    set(up, "up", `Move option ${letter} up`, place === 0);
    set(down, "down", `Move option ${letter} down`, place === all.length - 1);
    set(remove, "remove", `Remove option ${letter}`, all.length <= LEAST);
  }
  add.disabled = all.length >= MOST;
}

function rearrange(action, place) {
  const all = rows();
  const row = all[place];
  if (action === "add" && all.length < MOST) {
    list.append(blank.content.querySelector("li").cloneNode(true));
    number();
    list.lastElementChild.querySelector("[name=option]").focus();
  } else if (action === "remove" && all.length > LEAST) {
    row.remove();
    number();
    (rows()[place] ?? rows().at(-1)).querySelector("[name=option]").focus();
  } else if (action === "up" && place > 0) {
    all[place - 1].before(row);
    number();
    focusMove(row, 0);
  } else if (action === "down" && place < all.length - 1) {
    all[place + 1].after(row);
    number();
    focusMove(row, 1);
  }
  changed();
}

// The button that was pressed keeps the focus; at the end of the list the other one gets it.
function focusMove(row, index) {
  const moves = row.querySelectorAll(".option-moves button");
  (moves[index].disabled ? moves[1 - index] : moves[index]).focus();
}

// Preview

let timer;
let running;

function changed() {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
}

async function show() {
  running?.abort();
  const mine = (running = new AbortController());
  let said = "";
  try {
    const reply = await fetch(form.dataset.preview, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      signal: mine.signal,
    });
    if (reply.ok) {
      const html = await reply.text();
      if (mine.signal.aborted) return;
      preview.innerHTML = html;
    } else if (reply.status === 401) {
      said = "You are signed out. Sign in in another tab, then go on here: nothing you wrote is lost.";
    } else {
      said = "The preview couldn’t be made. What you write is kept.";
    }
  } catch {
    if (mine.signal.aborted) return;
    said = "The server can’t be reached, so the preview stands still. What you write is kept.";
  }
  // A status that says the same again stays quiet.
  if (state.textContent !== said) state.textContent = said;
}

// What was wrong with a field is said no more once it is changed; saving says anew what still is.
function mended(field) {
  if (field.name === "key") document.querySelector("#options-error")?.remove();
  if (field.getAttribute("aria-invalid") !== "true") return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}-error`)?.remove();
}

// Leaving

const written = () => new URLSearchParams(new FormData(form)).toString();
const before = written();
let leaving = false;

// Where the preview stands beside the form there is nothing to press for it; below it, the button leads there.
form.classList.add("live");

form.addEventListener("input", (event) => {
  mended(event.target);
  changed();
});
form.addEventListener("submit", (event) => {
  const [action, place] = (event.submitter?.value ?? "save").split(" ");
  if (action === "save") {
    if (leaving) event.preventDefault();
    leaving = true;
    return;
  }
  event.preventDefault();
  if (action === "preview") {
    document.querySelector("#preview-pane").focus();
  } else {
    rearrange(action, Number(place));
  }
});
addEventListener("pageshow", () => (leaving = false));
addEventListener("beforeunload", (event) => {
  if (!leaving && written() !== before) event.preventDefault();
});
// What a browser kept of an earlier visit is previewed too.
addEventListener("load", () => {
  if (written() !== before) changed();
});
