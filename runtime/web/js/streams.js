// ReadableStream and enough of its family to read a response piece by piece.
(function (own) {
  "use strict";

  const lockedError = what => own._coded(TypeError, "ERR_INVALID_STATE", `${what}: the stream is already being read`);

  class ReadableStream {
    #source; #chunks = []; #state = "readable"; #error; #waiting = []; #pulling = false; #again = false;
    #size; #mark; #reader = null; #disturbed = false; #closing = false; #started;

    constructor(source = {}, strategy = {}) {
      this.#source = source ?? {};
      this.#mark = strategy.highWaterMark ?? 1;
      this.#size = strategy.size ?? (() => 1);
      const stream = this;
      this.#controller = {
        get desiredSize() { return stream.#state === "readable" ? stream.#mark - stream.#queued() : stream.#state === "closed" ? 0 : null; },
        enqueue(chunk) { stream.#enqueue(chunk); },
        close() { stream.#close(); },
        error(e) { stream.#fail(e); },
      };
      this.#started = Promise.resolve(this.#source.start?.(this.#controller)).then(() => this.#pull(), e => this.#fail(e));
    }
    #controller;

    #queued() { let n = 0; for (const c of this.#chunks) n += this.#size(c); return n; }

    #enqueue(chunk) {
      if (this.#state !== "readable" || this.#closing) throw own._coded(TypeError, "ERR_INVALID_STATE", "ReadableStream: the stream is closed");
      const w = this.#waiting.shift();
      if (w) w.resolve({ value: chunk, done: false });
      else this.#chunks.push(chunk);
    }
    #close() {
      if (this.#state !== "readable" || this.#closing) throw own._coded(TypeError, "ERR_INVALID_STATE", "ReadableStream: the stream is closed");
      this.#closing = true;
      if (this.#chunks.length === 0) this.#finish();
    }
    #finish() {
      this.#state = "closed";
      for (const w of this.#waiting.splice(0)) w.resolve({ value: undefined, done: true });
      this.#reader?.settle();
    }
    #fail(e) {
      if (this.#state !== "readable") return;
      this.#state = "errored";
      this.#error = e;
      this.#chunks = [];
      for (const w of this.#waiting.splice(0)) w.reject(e);
      this.#reader?.settle(e);
    }

    // pull asks the source for more while somebody waits or there is room.
    #pull() {
      if (this.#state !== "readable" || this.#closing || !this.#source.pull) return;
      if (this.#waiting.length === 0 && this.#queued() >= this.#mark) return;
      if (this.#pulling) { this.#again = true; return; }
      this.#pulling = true;
      new Promise(resolve => resolve(this.#source.pull(this.#controller))).then(() => {
        this.#pulling = false;
        if (this.#again) { this.#again = false; this.#pull(); }
      }, e => this.#fail(e));
    }

    #read() {
      this.#disturbed = true;
      if (this.#state === "errored") return Promise.reject(this.#error);
      if (this.#chunks.length > 0) {
        const value = this.#chunks.shift();
        if (this.#closing && this.#chunks.length === 0) this.#finish();
        else this.#pull();
        return Promise.resolve({ value, done: false });
      }
      if (this.#state === "closed") return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => {
        this.#waiting.push({ resolve, reject });
        this.#started.then(() => this.#pull());
      });
    }

    async #cancel(reason) {
      this.#disturbed = true;
      if (this.#state === "errored") throw this.#error;
      if (this.#state === "closed") return;
      this.#chunks = [];
      this.#finish();
      await this.#source.cancel?.(reason);
    }

    get locked() { return this.#reader !== null; }
    cancel(reason) {
      if (this.locked) return Promise.reject(lockedError("cancel"));
      return this.#cancel(reason);
    }

    getReader(options) {
      if (options?.mode === "byob") throw new TypeError("getReader: mode \"byob\" is not available: use getReader()");
      if (this.locked) throw lockedError("getReader");
      const stream = this;
      let open = true, settled;
      const closed = new Promise((resolve, reject) => { settled = e => (e === undefined ? resolve() : reject(e)); });
      closed.catch(() => {}); // looking at closed is optional
      const released = () => Promise.reject(new TypeError("the reader was released"));
      const reader = new ReadableStreamDefaultReader();
      Object.defineProperties(reader, {
        read: { value: () => (open ? stream.#read() : released()) },
        cancel: { value: reason => (open ? stream.#cancel(reason) : released()) },
        closed: { get: () => closed },
        releaseLock: {
          value: () => {
            if (!open) return;
            open = false;
            stream.#reader = null;
            for (const w of stream.#waiting.splice(0)) w.reject(new TypeError("the reader was released"));
          },
        },
      });
      this.#reader = { settle: settled };
      if (this.#state === "closed") settled();
      if (this.#state === "errored") settled(this.#error);
      return reader;
    }

    values({ preventCancel = false } = {}) {
      const reader = this.getReader();
      return {
        async next() {
          try {
            const r = await reader.read();
            if (r.done) reader.releaseLock();
            return r;
          } catch (e) {
            reader.releaseLock();
            throw e;
          }
        },
        async return(value) {
          if (!preventCancel) await reader.cancel(value);
          reader.releaseLock();
          return { value, done: true };
        },
        [Symbol.asyncIterator]() { return this; },
      };
    }
    [Symbol.asyncIterator](options) { return this.values(options); }

    tee() {
      const reader = this.getReader();
      const branches = [];
      let canceled = 0;
      const make = i => new ReadableStream({
        start(c) { branches[i] = c; },
        async pull() {
          const { value, done } = await reader.read();
          for (const b of branches) if (b) done ? b.close() : b.enqueue(value);
        },
        async cancel(reason) {
          branches[i] = null;
          if (++canceled === 2) await reader.cancel(reason);
        },
      }, { highWaterMark: 0 });
      return [make(0), make(1)];
    }

    async pipeTo(target, { preventClose = false, preventAbort = false, preventCancel = false, signal } = {}) {
      const reader = this.getReader(), writer = target.getWriter();
      try {
        for (;;) {
          signal?.throwIfAborted();
          const { value, done } = await reader.read();
          if (done) break;
          await writer.write(value);
        }
        if (!preventClose) await writer.close();
      } catch (e) {
        if (!preventAbort) await writer.abort(e).catch(() => {});
        if (!preventCancel) await reader.cancel(e).catch(() => {});
        throw e;
      } finally {
        reader.releaseLock();
        writer.releaseLock();
      }
    }
    pipeThrough({ readable, writable }, options) {
      this.pipeTo(writable, options).catch(() => {}); // the error comes out of readable
      return readable;
    }

    static from(items) {
      const it = items[Symbol.asyncIterator]?.() ?? items[Symbol.iterator]?.();
      if (!it) throw new TypeError("ReadableStream.from: not iterable");
      return new ReadableStream({
        async pull(c) {
          const { value, done } = await it.next();
          if (done) c.close();
          else c.enqueue(await value);
        },
        async cancel(reason) { await it.return?.(reason); },
      }, { highWaterMark: 0 });
    }
    static used(stream) { return stream.#disturbed; }
    get [Symbol.toStringTag]() { return "ReadableStream"; }
  }
  const _streamUsed = ReadableStream.used;
  delete ReadableStream.used;

  class ReadableStreamDefaultReader {
    constructor(stream) { if (stream) return stream.getReader(); }
  }

  return { ReadableStream, ReadableStreamDefaultReader, _streamUsed };
})
