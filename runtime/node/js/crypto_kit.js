// What the files of crypto share.
(function (own) {
  "use strict";
  const { Buffer } = own;
  const classes = { Error, TypeError, RangeError };
  const wrap = u => Buffer.from(u.buffer, u.byteOffset, u.byteLength);
  const kind = v => (v === null ? "null" : typeof v);

  function bytes(v, enc) {
    if (typeof v === "string") return Buffer.from(v, enc === "buffer" ? undefined : enc);
    if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    if (v instanceof ArrayBuffer) return new Uint8Array(v);
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `crypto: the data must be a string or bytes, not ${kind(v)}`);
  }

  function failure({ class: name, code, message, hint }) {
    const e = new classes[name](message);
    if (code) e.code = code;
    if (code.startsWith("ERR_OSSL")) e.reason = message.replace(/^error: /, "");
    if (hint) e.hint = hint;
    return e;
  }
  // settled gives the value of a step in Go, or throws.
  function settled([error, value]) {
    if (error) throw failure(error);
    return value;
  }
  // called hands the outcome of a promise of such a step to a callback.
  function called(promise, done, make = v => v) {
    promise.then(([error, value]) => queueMicrotask(() => (error ? done(failure(error)) : done(null, make(value)))));
  }

  // Streamable is an object that is also a stream, for those who pipe into it;
  // the stream is made when the first of its names is touched, so that a mere
  // hash does not pay for it. An heir has _take(chunk), which gives bytes or
  // nothing, and _finish(), which gives the last.
  const streams = new WeakMap();
  class Streamable {
    #options;
    constructor(options) { this.#options = options; }
    _stream() {
      if (!streams.has(this)) {
        const self = this, give = (stream, b) => { if (b !== undefined && b.length > 0) stream.push(b); };
        streams.set(this, new own._stream.Transform({
          ...this.#options,
          transform(chunk, enc, done) { try { give(this, self._take(chunk)); } catch (e) { return done(e); } done(); },
          flush(done) { try { give(this, self._finish()); } catch (e) { return done(e); } done(); },
        }));
      }
      return streams.get(this);
    }
    [Symbol.asyncIterator]() { return this._stream()[Symbol.asyncIterator](); }
  }
  for (const name of ["write", "end", "read", "pipe", "unpipe", "pause", "resume", "destroy", "setEncoding", "cork", "uncork", "isPaused",
    "on", "once", "off", "addListener", "prependListener", "prependOnceListener", "removeListener", "removeAllListeners", "emit", "listeners", "listenerCount", "eventNames", "setMaxListeners"]) {
    Object.defineProperty(Streamable.prototype, name, {
      value: { [name](...args) {
        const stream = this._stream(), result = stream[name](...args);
        return result === stream ? this : result;
      } }[name],
      writable: true, configurable: true,
    });
  }
  for (const name of ["readable", "writable", "readableEnded", "writableEnded", "writableFinished", "destroyed", "errored", "closed", "_readableState", "_writableState", "writableLength", "readableLength", "writableNeedDrain", "writableHighWaterMark", "readableFlowing"]) {
    Object.defineProperty(Streamable.prototype, name, { get() { return this._stream()[name]; }, configurable: true });
  }

  return { _cryptoKit: { bytes, called, failure, kind, settled, wrap, Streamable } };
})
