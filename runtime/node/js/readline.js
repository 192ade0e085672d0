// readline: lines of a stream. There is no terminal to ask.
(function (own) {
  "use strict";
  const EventEmitter = own._events;

  class Interface extends EventEmitter {
    #rest = ""; #decoder = new own._string_decoder.StringDecoder("utf8"); #input; #listening;
    constructor(input, output) {
      super();
      const o = input?.input ? input : { input, output };
      if (typeof o.input?.on !== "function" || o.input === own.process.stdin) throw own._unavailable("readline", "createInterface");
      Object.assign(this, { terminal: false, line: "", cursor: 0, history: [], closed: false });
      this.#input = o.input;
      this.#listening = { data: c => this.#take(typeof c === "string" ? c : this.#decoder.write(c)), end: () => this.#over(), error: e => this.emit("error", e) };
      for (const [name, f] of Object.entries(this.#listening)) o.input.on(name, f);
      o.input.resume?.();
    }
    #take(text) {
      const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
      this.#rest = lines.pop();
      for (const line of lines) this.emit("line", line);
    }
    #over() {
      const rest = this.#rest + this.#decoder.end();
      this.#rest = "";
      if (rest !== "") this.emit("line", rest.replace(/\r$/, ""));
      this.close();
    }
    close() {
      if (this.closed) return;
      this.closed = true;
      for (const [name, f] of Object.entries(this.#listening)) this.#input.off(name, f);
      this.#input.pause?.();
      this.emit("close");
    }
    pause() { this.#input.pause?.(); this.emit("pause"); return this; }
    resume() { this.#input.resume?.(); this.emit("resume"); return this; }
    setPrompt() {}
    getPrompt() { return ""; }
    prompt() {}
    write() {}
    question() { throw own._unavailable("readline", "question"); }
    [Symbol.asyncIterator]() {
      const lines = [], self = this;
      let wake = null, failed = null;
      this.on("line", l => { lines.push(l); wake?.(); });
      this.on("close", () => wake?.());
      this.on("error", e => { failed = e; wake?.(); });
      return {
        async next() {
          while (lines.length === 0 && !failed && !self.closed) await new Promise(resolve => { wake = resolve; });
          if (lines.length > 0) return { value: lines.shift(), done: false };
          if (failed) throw failed;
          return { value: undefined, done: true };
        },
        async return() {
          self.close();
          return { value: undefined, done: true };
        },
        [Symbol.asyncIterator]() { return this; },
      };
    }
  }
  const quiet = (stream, ...rest) => { const done = rest.find(f => typeof f === "function"); if (done) queueMicrotask(done); return true; };
  const createInterface = (...args) => new Interface(...args);
  const promises = { Interface, createInterface, Readline: own._absent("readline", "promises.Readline", Object) };
  const _readline = { Interface, createInterface, promises, clearLine: quiet, clearScreenDown: quiet, cursorTo: quiet, moveCursor: quiet, emitKeypressEvents() {} };
  return { _readline };
})
