// Python in the browser: fetches it once a page, keeps one interpreter ready, and gives each program a new one.

// How long nothing may arrive, and how long an interpreter may take to start, before somebody is told.
const SILENCE = 30_000;

export class LoadError extends Error {}

// `place` is the element whose data says where Python is (templates/parts/run-code.html).
export class Engine {
  constructor(place) {
    this.place = place;
    this.files = undefined; // promise of what a worker needs
    this.next = undefined; // promise of a worker that is ready
    this.running = undefined; // the run under way
  }

  // Runs a program. `tell` has `state(text)`, `output(stream, text)`, `cut()`, `done(text, good)`; exactly one `done` comes.
  // `program` has `main`, `files`, `stdin`. Another run that is under way ends.
  async run(program, tell) {
    this.stop("Stopped, because another program was started.");
    const run = (this.running = { tell });
    let worker;
    try {
      worker = await this.#worker((text) => run === this.running && tell.state(text));
    } catch (error) {
      if (run === this.running) {
        this.running = undefined;
        tell.failed(error instanceof LoadError ? error.message : `Python can’t be started: ${error.message}`);
      }
      return;
    }
    // Stopped meanwhile: the worker waits for the next program.
    if (run !== this.running) return;
    this.next = undefined;
    run.worker = worker;
    const seconds = Number(this.place.dataset.seconds);
    tell.state("Running…");
    run.timer = setTimeout(
      () => this.stop(`Stopped: it ran for ${seconds} seconds, the longest that a program may here. Perhaps a loop never ends.`),
      seconds * 1000,
    );
    worker.onmessage = ({ data }) => this.#heard(run, data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#heard(run, { kind: "crashed", why: event.message });
    };
    worker.postMessage({ kind: "run", ...program });
  }

  // Ends what runs, or what waits to run, and says why.
  stop(why) {
    const run = this.running;
    if (run) this.#end(run, why, false);
  }

  #heard(run, data) {
    if (run !== this.running) return;
    const memory = data.memory ? " It asked for more than the 512 MB of memory that a program has here." : "";
    if (data.kind === "output") run.tell.output(data.stream, data.text);
    else if (data.kind === "cut") run.tell.cut();
    else if (data.kind === "ended" && data.status === 0) this.#end(run, `Ended.${memory}`, true);
    else if (data.kind === "ended") this.#end(run, `Ended with exit status ${data.status}.${memory}`, false);
    else if (data.kind === "crashed") {
      this.#end(run, `The interpreter itself gave up${memory ? `.${memory}` : `: ${data.why}`}`, false);
    }
  }

  #end(run, why, good) {
    this.running = undefined;
    clearTimeout(run.timer);
    // Each program has an interpreter of its own; the next one starts while people read.
    if (run.worker) {
      run.worker.terminate();
      this.#worker(() => {}).catch(() => {});
    }
    run.tell.done(why, good);
  }

  #worker(say) {
    this.say = say;
    if (!this.next) {
      const next = (this.next = this.#start());
      next.catch(() => {
        if (this.next === next) this.next = undefined;
      });
    } else say("Starting Python…");
    return this.next;
  }

  async #start() {
    this.say("Fetching Python…");
    this.files ??= this.#fetch();
    let files;
    try {
      files = await this.files;
    } catch (error) {
      this.files = undefined;
      throw error;
    }
    this.say("Starting Python…");
    return this.#begin(files);
  }

  async #fetch() {
    const { python, size } = this.place.dataset;
    let received = 0;
    const get = async (name) => {
      const quiet = new AbortController();
      let timer = setTimeout(() => quiet.abort(), SILENCE);
      try {
        const response = await fetch(python + name, { signal: quiet.signal });
        if (!response.ok) throw new LoadError(`Python can’t be fetched: the server answered ${response.status}.`);
        const parts = [];
        for (const reader = response.body.getReader(); ; ) {
          const { done, value } = await reader.read();
          if (done) return new Blob(parts);
          clearTimeout(timer);
          timer = setTimeout(() => quiet.abort(), SILENCE);
          parts.push(value);
          received += value.length;
          this.say(`Fetching Python: ${Math.min(99, Math.round((100 * received) / Number(size)))} %`);
        }
      } catch (error) {
        if (error instanceof LoadError) throw error;
        throw new LoadError("Python can’t be fetched: the connection is lost or too slow.");
      } finally {
        clearTimeout(timer);
      }
    };
    const [wasm, library, run, lock] = await Promise.all(
      ["pyodide.asm.wasm", "python_stdlib.zip", "run.py", "lock.json"].map(get),
    );
    return {
      wasm: await wasm.arrayBuffer(),
      library: await library.arrayBuffer(),
      run: await run.text(),
      lock: await lock.text(),
    };
  }

  // A worker in which Python has started.
  #begin(files) {
    return new Promise((resolve, reject) => {
      const worker = new Worker(`${this.place.dataset.python}worker.mjs`, { type: "module" });
      const fail = (text) => {
        clearTimeout(watchdog);
        worker.terminate();
        reject(new LoadError(text));
      };
      // A browser that blocks WebAssembly may say nothing at all.
      const watchdog = setTimeout(
        () => fail("Python didn’t start within a minute. Perhaps this browser blocks WebAssembly, or the device is very busy."),
        60_000,
      );
      worker.onmessage = ({ data }) => {
        if (data.kind === "ready") {
          clearTimeout(watchdog);
          resolve(worker);
        } else if (data.blocked) fail(`This browser doesn’t allow WebAssembly, which Python needs here: ${data.why}`);
        else fail(`Python can’t be started: ${data.why}`);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        fail("Python can’t be started: its script can’t be fetched, or this browser is too old for it.");
      };
      worker.postMessage({ kind: "load", ...files });
    });
  }
}
