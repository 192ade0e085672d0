// WritableStream, TransformStream and the text streams built on them.
(function (own) {
  "use strict";
  const { ReadableStream } = own;

  class WritableStream {
    #sink; #tail; #state = "writable"; #error; #locked = false;
    #controller = { error: e => this.#fail(e) };

    constructor(sink = {}) {
      this.#sink = sink ?? {};
      this.#tail = Promise.resolve(this.#sink.start?.(this.#controller));
    }
    #fail(e) {
      if (this.#state === "errored") return;
      this.#state = "errored";
      this.#error = e;
    }
    // run puts a step behind all earlier ones.
    #run(step) {
      const p = this.#tail.then(() => {
        if (this.#state === "errored") throw this.#error;
        return step();
      });
      this.#tail = p.catch(e => this.#fail(e));
      return p;
    }
    get locked() { return this.#locked; }
    getWriter() {
      if (this.#locked) throw new TypeError("getWriter: the stream is already being written");
      this.#locked = true;
      const stream = this;
      const closed = Promise.withResolvers();
      closed.promise.catch(() => {});
      return {
        write: chunk => (stream.#state === "closed" ? Promise.reject(new TypeError("write: the stream is closed"))
          : stream.#run(() => stream.#sink.write?.(chunk, stream.#controller))),
        close: () => stream.#run(async () => {
          await stream.#sink.close?.();
          stream.#state = "closed";
          closed.resolve();
        }),
        abort: async reason => {
          stream.#fail(reason);
          closed.reject(reason);
          await stream.#sink.abort?.(reason);
        },
        releaseLock: () => { stream.#locked = false; },
        get closed() { return closed.promise; },
        get ready() { return stream.#tail; },
        get desiredSize() { return stream.#state === "writable" ? 1 : 0; },
      };
    }
    close() { const w = this.getWriter(); return w.close().finally(() => w.releaseLock()); }
    abort(reason) { const w = this.getWriter(); return w.abort(reason).finally(() => w.releaseLock()); }
    get [Symbol.toStringTag]() { return "WritableStream"; }
  }

  class TransformStream {
    #readable; #writable;
    constructor(transformer = {}) {
      let out, wake = Promise.withResolvers();
      this.#readable = new ReadableStream({
        start(c) { out = c; },
        pull() { wake.resolve(); wake = Promise.withResolvers(); },
      }, { highWaterMark: 0 });
      const controller = {
        enqueue: chunk => out.enqueue(chunk),
        error: e => out.error(e),
        terminate: () => out.close(),
        get desiredSize() { return out.desiredSize; },
      };
      this.#writable = new WritableStream({
        start: () => transformer.start?.(controller),
        async write(chunk) {
          try {
            if (transformer.transform) await transformer.transform(chunk, controller);
            else controller.enqueue(chunk);
          } catch (e) {
            out.error(e);
            throw e;
          }
          // Reading sets the pace: a step ends when its output is wanted.
          if (out.desiredSize < 0) await wake.promise;
        },
        async close() {
          try {
            await transformer.flush?.(controller);
            out.close();
          } catch (e) {
            out.error(e);
            throw e;
          }
        },
        abort: reason => out.error(reason),
      });
    }
    get readable() { return this.#readable; }
    get writable() { return this.#writable; }
    get [Symbol.toStringTag]() { return "TransformStream"; }
  }

  class TextDecoderStream extends TransformStream {
    #decoder;
    constructor(label, options) {
      const decoder = new own.TextDecoder(label, options);
      const put = (text, c) => { if (text) c.enqueue(text); };
      super({
        transform: (chunk, c) => put(decoder.decode(chunk, { stream: true }), c),
        flush: c => put(decoder.decode(), c),
      });
      this.#decoder = decoder;
    }
    get encoding() { return this.#decoder.encoding; }
    get fatal() { return this.#decoder.fatal; }
    get ignoreBOM() { return this.#decoder.ignoreBOM; }
  }

  class TextEncoderStream extends TransformStream {
    constructor() {
      const encoder = new own.TextEncoder();
      super({ transform: (text, c) => c.enqueue(encoder.encode(`${text}`)) });
    }
    get encoding() { return "utf-8"; }
  }

  return { WritableStream, TransformStream, TextDecoderStream, TextEncoderStream };
})
