// Runs one Python program in a worker, then is thrown away. It has no network (see the policy of its answer): everything but the
// scripts beside it comes with the first message.

const MEMORY = 512 * 1024 * 1024;
const OUTPUT = 50_000;

const tell = (kind, more) => self.postMessage({ kind, ...more });
const why = (error) => String(error?.message ?? error).slice(0, 500);

let python;
let memoryRefused = false;

// Python hears of it as a MemoryError, before the browser ends the whole tab.
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + Number(pages) * 65536 > MEMORY) {
    memoryRefused = true;
    throw new RangeError("too much memory");
  }
  return grow.call(this, pages);
};

// The loader only warns when it can't compile, and waits for ever.
const instantiate = WebAssembly.instantiateStreaming;
WebAssembly.instantiateStreaming = (...given) =>
  instantiate.apply(WebAssembly, given).catch((error) => {
    tell("failed", { blocked: true, why: why(error) });
    throw error;
  });

async function load({ wasm, library, lock, run }) {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch (error) {
    return tell("failed", { blocked: true, why: why(error) });
  }
  const given = {
    "pyodide.asm.wasm": [wasm, "application/wasm"],
    "python_stdlib.zip": [library, "application/zip"],
  };
  self.fetch = async (address) => {
    const name = String(address?.url ?? address).split("/").pop();
    if (!given[name]) throw new TypeError("there is no network here");
    const [bytes, type] = given[name];
    return new Response(bytes, { headers: { "content-type": type } });
  };
  const { loadPyodide } = await import("./pyodide.mjs");
  python = await loadPyodide({
    indexURL: new URL(".", import.meta.url).href,
    lockFileContents: lock,
    // What programs find in the module `js`: nothing of the browser.
    jsglobals: Object.create(null),
  });
  python.runPython(run, { filename: "run.py" });
  tell("ready");
}

// Hands text on until there is too much of it; the program runs on.
function output() {
  let left = OUTPUT;
  return (stream) => {
    const decoder = new TextDecoder();
    return {
      write(bytes) {
        if (left >= 0) {
          const text = decoder.decode(bytes, { stream: true });
          if (left > 0) tell("output", { stream, text: text.slice(0, left) });
          left -= text.length;
          if (left < 0) tell("cut");
        }
        return bytes.length;
      },
    };
  };
}

function input(text) {
  let rest = new TextEncoder().encode(text);
  return {
    read(buffer) {
      const part = rest.subarray(0, buffer.length);
      buffer.set(part);
      rest = rest.subarray(part.length);
      return part.length;
    },
  };
}

function run({ main, files, stdin }) {
  const to = output();
  python.setStdout(to("out"));
  python.setStderr(to("err"));
  python.setStdin(input(stdin));
  let status;
  try {
    status = python.globals.get("run")(JSON.stringify({ main, files }));
  } catch (error) {
    return tell("crashed", { why: why(error), memory: memoryRefused });
  }
  tell("ended", { status, memory: memoryRefused });
}

self.addEventListener("message", ({ data }) => {
  if (data.kind === "load") load(data).catch((error) => tell("failed", { blocked: false, why: why(error) }));
  else run(data);
});
