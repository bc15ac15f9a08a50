// A button under each program of a solved item that opens it to be edited and run. The editor comes with the first click, Python with
// the first run (run-code/editor.js, run-code/engine.js).

const place = document.querySelector("script[data-python]");

// An element with its properties and children.
function make(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The files that a text shows, by name: each block under a caption is one.
function filesOf(text) {
  const figures = [...text.querySelectorAll("figure.file")];
  return new Map(figures.map((figure) => [figure.querySelector("figcaption").textContent, figure.querySelector("pre")]));
}

// The blocks that can be run, with the names of their files: those without a name, else `main.py`, else each file of Python.
function programsOf(text, files) {
  const unnamed = [...text.querySelectorAll("pre.code")].filter((block) => !block.closest("figure.file"));
  if (unnamed.length) return unnamed.map((block) => ["main.py", block]);
  const named = [...files].filter(([, block]) => block.classList.contains("code"));
  const main = named.filter(([name]) => name === "main.py" || name.endsWith("/__main__.py"));
  return main.length ? main : named.filter(([name]) => !name.endsWith("/__init__.py"));
}

async function open(button, problem, program) {
  problem.textContent = "";
  try {
    const { edit } = await import(place.dataset.editor);
    edit({ place, make, button, ...program });
  } catch {
    problem.textContent = "The editor can’t be fetched: the connection is lost. Try again.";
  }
}

for (const text of document.querySelectorAll("[data-lacks]")) {
  const { lacks } = text.dataset;
  const files = filesOf(text);
  for (const [name, block] of programsOf(text, files)) {
    const shown = block.closest("figure.file") ?? block;
    const button = make("button", { type: "button", className: "button small", textContent: "Run and edit" });
    const note = make("span", { className: "soft small" });
    if (lacks) {
      button.disabled = true;
      note.textContent = `It needs ${lacks}, which isn’t there in a browser.`;
    } else {
      note.setAttribute("role", "status");
      button.addEventListener("click", () => open(button, note, { name, block, shown, files }));
    }
    shown.after(make("div", { className: "run-code" }, button, note));
  }
}
