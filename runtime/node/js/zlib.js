// zlib over Go's packers.
(function (own, go) {
  "use strict";
  const { Buffer } = own, constants = own._constants.zlib;
  const wrap = u => Buffer.from(u.buffer, u.byteOffset, u.byteLength);

  function bytes(v) {
    if (typeof v === "string") return Buffer.from(v);
    if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    if (v instanceof ArrayBuffer) return new Uint8Array(v);
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "buffer" argument must be of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer. Received ${v === null ? "null" : v === undefined ? "undefined" : `type ${typeof v}`}`);
  }

  function failure({ code, errno, message, hint }) {
    const e = own._coded(code === "ERR_BUFFER_TOO_LARGE" || code === "MEMORY_LIMIT" ? RangeError : Error, code, message);
    if (errno) e.errno = errno;
    if (hint) e.hint = hint;
    return e;
  }
  function settled([error, result]) {
    if (error) throw failure(error);
    return wrap(result);
  }

  // level reads and checks the options that count here.
  function level(o = {}, format) {
    if (format === "brotli") return Math.min(9, o.params?.[constants.BROTLI_PARAM_QUALITY] ?? 6); // more takes more memory than a rule has
    const n = o.level ?? -1;
    if (!Number.isInteger(n) || n < -1 || n > 9) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `The value of "options.level" is out of range. It must be >= -1 and <= 9. Received ${n}`);
    return n;
  }
  const dictionary = o => (o?.dictionary === undefined ? undefined : bytes(o.dictionary));
  const packs = (format, o) => [format, level(o, format), dictionary(o)];
  const unpacks = (format, o) => [format, dictionary(o), o?.maxOutputLength];

  // The classes are functions, because packages inherit from them with call().
  const { Transform } = own._stream;
  const heir = (Class, Base, methods) => {
    Object.setPrototypeOf(Class, Base);
    Class.prototype = Object.create(Base.prototype, { constructor: { value: Class, writable: true, configurable: true } });
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(Class.prototype, name, { value, writable: true, configurable: true });
    return Class;
  };
  function ZlibBase(o) {
    Transform.call(this, { ...o, decodeStrings: true });
    Object.assign(this, { bytesWritten: 0, _hadError: false, _chunkSize: o?.chunkSize ?? 16384, _finishFlushFlag: o?.finishFlush ?? constants.Z_FINISH, _level: o?.level ?? -1 });
  }
  const marks = new WeakSet();
  heir(ZlibBase, Transform, {
    close(done) {
      if (done) this.once("close", done);
      this.destroy();
    },
    reset() { throw own._unavailable("zlib", "reset", "make a new stream"); },
    params(n, strategy, done) { queueMicrotask(done); },
    flush(kind, done) {
      if (typeof kind === "function") done = kind;
      // A mark in the line of what is written.
      const mark = Buffer.alloc(0);
      marks.add(mark);
      this.write(mark, "", done);
    },
  });

  // given pushes what one step of a packer gave.
  function given(stream, step, done) {
    try {
      const out = settled(step);
      if (out.length > 0) stream.push(out);
    } catch (e) {
      return done(e);
    }
    done();
  }
  const packer = {
    _transform(chunk, enc, done) {
      this.bytesWritten += chunk.length;
      given(this, marks.has(chunk) ? this._packer.flush() : this._packer.write(chunk), done);
    },
    _flush(done) { given(this, this._packer.close(), done); },
  };

  // drain pushes what has come out, until more bytes are needed.
  function drain(stream, state, done) {
    while (!state.over) {
      const [error, out, over] = state.unpacker.read();
      if (error) {
        state.over = true;
        return done(failure(error));
      }
      state.over = over;
      if (!out) break;
      state.out += out.length;
      if (state.out > state.most) return done(own._coded(RangeError, "ERR_BUFFER_TOO_LARGE", `Cannot create a Buffer larger than ${state.most} bytes`));
      stream.push(wrap(out));
    }
    done();
  }
  const unpacker = {
    _transform(chunk, enc, done) {
      const state = this._unpacking;
      this.bytesWritten += chunk.length;
      state.any ||= chunk.length > 0;
      if (state.over) return done();
      state.unpacker.feed(chunk);
      drain(this, state, done);
    },
    _flush(done) {
      if (!this._unpacking.any) return done();
      this._unpacking.unpacker.end();
      drain(this, this._unpacking, done);
    },
    _destroy(e, done) {
      this._unpacking.unpacker.close();
      Transform.prototype._destroy.call(this, e, done);
    },
  };

  // A handle unpacks into a given buffer at once: packages that read pictures
  // reach for it. It gives how many bytes of both sides are left.
  const handle = stream => {
    let rest = new Uint8Array(0), fed = false;
    return {
      writeSync(flag, input, from, n, out, at, room) {
        const state = stream._unpacking;
        if (!fed) {
          fed = true;
          state.unpacker.feed(input.subarray(from, from + n));
          state.unpacker.end();
        }
        let left = room;
        while (left > 0 && !(rest.length === 0 && state.over)) {
          if (rest.length === 0) {
            const [error, more, over] = state.unpacker.read();
            if (error) {
              Object.assign(stream, { _hadError: true });
              state.over = true;
              stream.emit("error", failure(error));
              break;
            }
            state.over = over;
            rest = more ?? rest;
            continue;
          }
          const part = rest.subarray(0, left);
          out.set(part, at + room - left);
          left -= part.length;
          rest = rest.subarray(part.length);
        }
        return [0, left];
      },
      close() { stream._unpacking.unpacker.close(); },
    };
  };

  // make is the class of one format.
  function make(name, format, packing) {
    const Class = {
      [name]: function (o) {
        if (!(this instanceof Class)) return new Class(o);
        ZlibBase.call(this, o);
        const hidden = (key, value) => Object.defineProperty(this, key, { value, writable: true, configurable: true });
        if (packing) return void hidden("_packer", go.packer(...packs(format, o)));
        hidden("_unpacking", { unpacker: go.unpacker(...unpacks(format, o)), over: false, out: 0, any: false, most: o?.maxOutputLength ?? Infinity });
        hidden("_handle", handle(this));
        hidden("_outOffset", 0);
        hidden("_outBuffer", Buffer.alloc(this._chunkSize));
      },
    }[name];
    return heir(Class, ZlibBase, packing ? packer : unpacker);
  }

  const _zlib = { constants, codes: {} };
  for (const [name, n] of Object.entries(constants)) {
    if (/^Z_(OK|STREAM_END|NEED_DICT|ERRNO|.*_ERROR)$/.test(name)) Object.assign(_zlib.codes, { [name]: n, [n]: name });
    if (name.startsWith("Z_")) _zlib[name] = n;
  }
  const formats = {
    Gzip: ["gzip", true], Deflate: ["zlib", true], DeflateRaw: ["raw", true], BrotliCompress: ["brotli", true],
    Gunzip: ["gzip", false], Inflate: ["zlib", false], InflateRaw: ["raw", false], Unzip: ["auto", false], BrotliDecompress: ["brotli", false],
  };
  for (const [name, [format, packs_]] of Object.entries(formats)) {
    const Class = make(name, format, packs_);
    const verb = name[0].toLowerCase() + name.slice(1);
    const args = packs_ ? packs : unpacks;
    _zlib[name] = Class;
    _zlib[`create${name}`] = o => new Class(o);
    _zlib[`${verb}Sync`] = (data, o) => settled((packs_ ? go.pack : go.unpack)(bytes(data), ...args(format, o)));
    _zlib[verb] = (data, o, done) => {
      if (typeof o === "function") [o, done] = [undefined, o];
      if (typeof done !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. Received ${done}`);
      (packs_ ? go.packAsync : go.unpackAsync)(bytes(data), ...args(format, o)).then(([error, out]) => {
        queueMicrotask(() => (error ? done(failure(error)) : done(null, wrap(out))));
      });
    };
  }
  for (const name of ["zstdCompress", "zstdCompressSync", "zstdDecompress", "zstdDecompressSync", "createZstdCompress", "createZstdDecompress", "ZstdCompress", "ZstdDecompress"]) {
    _zlib[name] = own._absent("zlib", name);
  }
  _zlib.crc32 = (data, start = 0) => go.crc32(bytes(data), start);
  return { _zlib };
})
