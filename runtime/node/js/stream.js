// stream, stream/consumers, stream/web and stream/promises around the bundled streams.
(function (own) {
  "use strict";
  const core = own._streamCore;
  const { Readable, Writable, Duplex, Stream } = core;

  // toWeb and fromWeb go between these streams and those of fetch.
  Readable.fromWeb = (web, options) => Readable.from(pieces(web), { objectMode: false, ...options });
  function pieces(web) {
    const reader = web.getReader();
    return {
      async next() {
        const { value, done } = await reader.read();
        return { done, value: value instanceof Uint8Array ? own.Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value };
      },
      async return(value) {
        await reader.cancel().catch(() => {});
        return { value, done: true };
      },
      [Symbol.asyncIterator]() { return this; },
    };
  }
  Readable.toWeb = readable => {
    const it = readable[Symbol.asyncIterator]();
    return new ReadableStream({
      async pull(c) {
        const { value, done } = await it.next();
        if (done) return c.close();
        c.enqueue(typeof value === "object" && value instanceof Uint8Array ? new Uint8Array(value) : value);
      },
      cancel(reason) { readable.destroy(reason instanceof Error ? reason : undefined); },
    }, { highWaterMark: 0 });
  };
  Writable.toWeb = writable => new WritableStream({
    write: chunk => new Promise((resolve, reject) => writable.write(chunk, e => (e ? reject(e) : resolve()))),
    close: () => new Promise((resolve, reject) => {
      writable.once("error", reject);
      writable.end(resolve);
    }),
    abort(reason) { writable.destroy(reason instanceof Error ? reason : undefined); },
  });
  Writable.fromWeb = (web, options) => {
    const writer = web.getWriter();
    return new Writable({
      ...options,
      write(chunk, enc, done) { writer.write(chunk).then(() => done(), done); },
      final(done) { writer.close().then(() => done(), done); },
      destroy(e, done) { (e ? writer.abort(e) : Promise.resolve()).then(() => done(e), () => done(e)); },
    });
  };
  Duplex.fromWeb = ({ readable, writable }, options) => Duplex.from({ readable: Readable.fromWeb(readable, options), writable: Writable.fromWeb(writable, options) });
  Duplex.toWeb = duplex => ({ readable: Readable.toWeb(duplex), writable: Writable.toWeb(duplex) });

  let bytes = 64 << 10, objects = 16;
  Object.assign(core, {
    getDefaultHighWaterMark: inObjects => (inObjects ? objects : bytes),
    setDefaultHighWaterMark(inObjects, n) { if (inObjects) objects = n; else bytes = n; },
    isReadable: s => (s && typeof s.readable === "boolean" ? s.readable && !s.destroyed && !s.readableEnded : null),
    isWritable: s => (s && typeof s.writable === "boolean" ? s.writable && !s.destroyed : null),
    duplexPair() {
      const side = () => new Duplex({
        read() { const f = this.after; this.after = null; f?.(); },
        write(chunk, enc, done) {
          if (chunk.length === 0) return queueMicrotask(done);
          this.other.push(chunk);
          this.other.after = done;
        },
        final(done) { this.other.once("end", done); this.other.push(null); },
      });
      const a = side(), b = side();
      a.other = b;
      b.other = a;
      return [a, b];
    },
  });
  // import { promises } and require("stream/promises") are one object, as in Node.
  const promises = core.promises;
  Object.defineProperty(core, "promises", { value: promises, enumerable: true, configurable: true, writable: true });
  core.Stream = Stream;

  async function all(stream) {
    const parts = [], it = stream instanceof ReadableStream ? pieces(stream) : stream[Symbol.asyncIterator]?.() ?? stream[Symbol.iterator]();
    for (let r = await it.next(); !r.done; r = await it.next()) {
      const c = await r.value;
      parts.push(typeof c === "string" ? own.Buffer.from(c) : own.Buffer.from(c.buffer ?? c, c.byteOffset, c.byteLength));
    }
    return own.Buffer.concat(parts);
  }
  const _consumers = {
    buffer: all,
    text: async s => new TextDecoder().decode(await all(s)),
    json: async s => JSON.parse(await _consumers.text(s)),
    arrayBuffer: async s => { const b = await all(s); return b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength); },
    blob: async s => new Blob([await all(s)]),
  };

  const _streamWeb = {};
  for (const name of ["ReadableStream", "WritableStream", "TransformStream", "TextDecoderStream", "TextEncoderStream", "ByteLengthQueuingStrategy", "CountQueuingStrategy", "CompressionStream", "DecompressionStream",
    "ReadableStreamDefaultReader", "ReadableStreamBYOBReader", "ReadableStreamBYOBRequest", "ReadableStreamDefaultController", "ReadableByteStreamController", "WritableStreamDefaultWriter", "WritableStreamDefaultController", "TransformStreamDefaultController"]) {
    Object.defineProperty(_streamWeb, name, { enumerable: true, get: () => globalThis[name] ?? own._absent("stream/web", name) });
  }
  return { _stream: core, _consumers, _streamWeb };
})
