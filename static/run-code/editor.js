// The editor of one program: its text, the files beside it, its input, what it prints.

let engine;
let editors = 0;

const INDENT = "    ";

// Opens the editor of a program in the place of its block. Opened again, it is as it was left.
export async function edit({ place, make, button, name, block, shown, files }) {
  if (!engine) {
    const { Engine } = await import(place.dataset.engine);
    engine ??= new Engine(place);
  }
  const bar = button.parentElement;
  let panel = bar.nextElementSibling?.matches(".runner") ? bar.nextElementSibling : undefined;
  if (!panel) bar.after((panel = panelOf({ place, make, button, name, block, files, bar, shown })));
  toggle(true, panel, bar, shown);
  panel.querySelector(".button.primary").focus();
}

function toggle(open, panel, bar, shown) {
  panel.hidden = !open;
  bar.hidden = open;
  shown.classList.toggle("being-edited", open);
}

function panelOf({ place, make, button, name, block, files, bar, shown }) {
  const id = `run-${(editors += 1)}`;
  const original = block.textContent;
  const beside = [...files].filter(([other]) => other !== name);

  const field = (label, text, key) => {
    const input = make("textarea", { id: `${id}-${key}`, value: text, spellcheck: false, wrap: "off" });
    input.setAttribute("autocapitalize", "off");
    input.setAttribute("autocorrect", "off");
    input.setAttribute("autocomplete", "off");
    const fit = () => (input.rows = Math.min(30, Math.max(3, input.value.split("\n").length)));
    input.addEventListener("input", fit);
    input.fit = fit;
    fit();
    return [make("label", { htmlFor: input.id, textContent: label }), input];
  };

  const code = [...field(files.has(name) ? name : "The program", original, "main")];
  const source = code[1];
  const others = beside.map(([other, text], index) => [other, ...field(other, text.textContent, `file-${index}`)]);
  const hint = make("p", {
    id: `${id}-keys`,
    className: "soft small",
    textContent: "Ctrl + Enter runs it. Tab indents; Escape, then Tab leaves the field.",
  });
  for (const input of [source, ...others.map(([, , input]) => input)]) {
    input.setAttribute("aria-describedby", hint.id);
    keys(input);
  }
  const [stdinLabel, stdin] = field("Input, line by line", "", "input");
  const details = make(
    "details",
    { open: /\binput\s*\(|\bstdin\b/.test(original) },
    make("summary", { textContent: "Input for the program" }),
    make("div", { className: "stack-small" }, stdinLabel, stdin, make("p", {
      className: "soft small",
      textContent: "input() reads these lines one after another, as from a pipe; after the last one it raises EOFError.",
    })),
  );

  const command = (text, look = "") => make("button", { type: "button", className: `button small ${look}`, textContent: text });
  const run = command("Run", "primary");
  const stop = command("Stop");
  const reset = command("Reset");
  const close = command("Close");
  const state = make("p", { className: "run-state small" });
  state.setAttribute("role", "status");
  state.textContent = `The first run on a page fetches Python, about ${place.dataset.megabytes} MB, which your browser then keeps.`;

  const output = make("pre", { className: "run-output", tabIndex: 0, hidden: true });
  output.setAttribute("role", "log");
  output.setAttribute("aria-live", "polite");
  output.setAttribute("aria-label", "Output");

  const pane = paneOf(make, output);
  const running = (now) => {
    stop.setAttribute("aria-disabled", String(!now));
    panel.classList.toggle("running", now);
  };
  const tell = {
    state: (text) => (state.textContent = text),
    output: pane.add,
    cut: () => pane.note("The output is cut here, after 50,000 characters. The program ran on."),
    done(text, good) {
      running(false);
      pane.flush();
      state.textContent = pane.empty() && good ? "Ended. It printed nothing." : text;
      state.classList.toggle("bad-text", !good);
    },
    failed(text) {
      running(false);
      state.textContent = `${text} Press Run to try again.`;
      state.classList.add("bad-text");
    },
  };
  const start = () => {
    pane.clear();
    state.classList.remove("bad-text");
    running(true);
    const texts = Object.fromEntries([[name, source.value], ...others.map(([other, , input]) => [other, input.value])]);
    engine.run({ main: name, files: texts, stdin: stdin.value }, tell);
  };
  const end = (why) => panel.classList.contains("running") && engine.stop(why);

  run.addEventListener("click", start);
  stop.addEventListener("click", () => end("Stopped."));
  reset.addEventListener("click", () => {
    source.value = original;
    for (const [index, [, , input]] of others.entries()) input.value = beside[index][1].textContent;
    for (const input of [source, ...others.map(([, , input]) => input)]) input.fit();
    end("Stopped.");
    pane.clear();
    state.textContent = "The program is as it was.";
    state.classList.remove("bad-text");
  });
  close.addEventListener("click", () => {
    end("Stopped.");
    toggle(false, panel, bar, shown);
    button.focus();
  });

  const about = make("p", { className: "soft small" });
  const link = make("a", { href: "https://pyodide.org", rel: "noopener noreferrer", textContent: "Pyodide" });
  about.append(
    `Python ${place.dataset.version} in this browser, by `,
    link,
    `: every run is a fresh start with at most ${place.dataset.seconds} seconds, without threads, other processes or the network. ` +
      "Where versions of Python or systems differ, so may the output.",
  );

  const panel = make(
    "div",
    { className: "runner stack-small" },
    ...code,
    ...others.flatMap(([, label, input]) => [label, input]),
    hint,
    details,
    make("div", { className: "cluster tools" }, run, stop, reset, close),
    state,
    output,
    about,
  );
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", files.has(name) ? `Run ${name}` : "Run the program");
  panel.addEventListener("keydown", (event) => {
    // The page's own keys mean nothing in here.
    event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      start();
    }
  });
  running(false);
  return panel;
}

// Tab indents, but nobody is trapped: after Escape it leaves, and with Shift it always does. Enter keeps the indentation.
function keys(input) {
  let leaving = false;
  const insert = (text) => {
    // Kept for undoing where browsers still know this; nothing else does that.
    if (!document.execCommand("insertText", false, text)) {
      input.setRangeText(text, input.selectionStart, input.selectionEnd, "end");
      input.fit();
    }
  };
  input.addEventListener("blur", () => (leaving = false));
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "Tab" && !event.shiftKey && !leaving) {
      event.preventDefault();
      insert(INDENT);
    } else if (key === "Enter") {
      const line = input.value.slice(0, input.selectionStart).split("\n").pop();
      event.preventDefault();
      insert(`\n${line.match(/^\s*/)[0]}${/:\s*(#.*)?$/.test(line) ? INDENT : ""}`);
    }
    if (key !== "Tab" && key !== "Shift") leaving = key === "Escape";
  });
}

// What a program prints. Errors are marked, for the eye and in words; pieces come fast, so the page is changed once a frame.
function paneOf(make, output) {
  let waiting = [];
  let frame;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = undefined;
    for (const [stream, text] of waiting) {
      output.hidden = false;
      let last = output.lastElementChild;
      if (last?.dataset.stream !== stream) {
        last = make("span", { className: stream });
        last.dataset.stream = stream;
        if (stream === "err") last.append(make("span", { className: "visually-hidden", textContent: "Error output: " }));
        output.append(last);
      }
      last.append(text);
    }
    waiting = [];
  };
  return {
    flush,
    empty: () => !output.childElementCount,
    clear() {
      waiting = [];
      output.replaceChildren();
      output.hidden = true;
    },
    add(stream, text) {
      const last = waiting.at(-1);
      if (last?.[0] === stream) last[1] += text;
      else waiting.push([stream, text]);
      frame ??= requestAnimationFrame(flush);
    },
    note(text) {
      waiting.push(["note", `\n${text}`]);
      frame ??= requestAnimationFrame(flush);
    },
  };
}
