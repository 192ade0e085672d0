// Buffer: bytes with encodings. Text goes through Go.
(function (own, go) {
  "use strict";

  const encodings = { utf8: 1, "utf-8": 1, hex: 1, base64: 1, base64url: 1, latin1: 1, binary: 1, ascii: 1, utf16le: 1, "utf-16le": 1, ucs2: 1, "ucs-2": 1 };
  function encoding(name) {
    const e = `${name ?? "utf8"}`.toLowerCase();
    if (!Object.hasOwn(encodings, e)) throw own._coded(TypeError, "ERR_UNKNOWN_ENCODING", `Buffer: the encoding ${JSON.stringify(name)} is not known: utf8, utf16le, latin1, ascii, hex, base64 and base64url are`);
    return e;
  }

  const view = b => new DataView(b.buffer, b.byteOffset, b.byteLength);
  const wrap = u => new Buffer(u.buffer, u.byteOffset, u.byteLength);

  function bytesOf(v, enc) {
    if (typeof v === "string") return go.encode(v, encoding(enc));
    if (v instanceof Uint8Array) return v;
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "Buffer: give a string, a Buffer or a Uint8Array");
  }

  // plain is what isAscii and isUtf8 look at, as bytes.
  function plain(v, who) {
    if (v instanceof ArrayBuffer) return new Uint8Array(v);
    if (ArrayBuffer.isView(v) && !(v instanceof DataView)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `buffer.${who}: give an ArrayBuffer, a Buffer or a typed array`);
  }

  // fits refuses a number that does not fit in size bytes.
  function fits(kind, size, v) {
    if (kind.startsWith("Float")) return;
    if (typeof v !== "bigint") v = Number(v);
    const bits = 8n * BigInt(size);
    const [low, high] = kind.includes("Uint") ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
    if (v >= low && v <= high || Number.isNaN(v)) return;
    throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `Buffer: ${v} is not between ${low} and ${high}`);
  }

  class Buffer extends Uint8Array {
    // new Buffer(text) is how packages of the older kind make one.
    constructor(value, second, third) {
      if (typeof value === "string") {
        const u = go.encode(value, encoding(second));
        super(u.buffer, u.byteOffset, u.byteLength);
      } else if (value instanceof ArrayBuffer) super(value, second, third);
      else super(value);
    }

    // Of these, packages call some with new, which methods do not allow.
    static from = function from(value, second, third) {
      if (typeof value === "string") return wrap(go.encode(value, encoding(second)));
      if (value instanceof ArrayBuffer) return new Buffer(value, second, third);
      if (Object(value) !== value) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `Buffer.from: give a string, an array, a Buffer or an ArrayBuffer, not ${value === null ? "null" : typeof value}`);
      if (value instanceof Uint8Array) return wrap(value.slice());
      if (value.type === "Buffer" && Array.isArray(value.data)) return Buffer.from(value.data);
      const primitive = value.valueOf?.();
      if (primitive !== value && (typeof primitive === "string" || Object(primitive) === primitive)) return Buffer.from(primitive, second, third);
      if (typeof value.length !== "number") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "Buffer.from: the object is neither an array nor bytes");
      return wrap(Uint8Array.from(Array.from(value, x => Number(x) & 255)));
    };
    static of = function of(...items) { return Buffer.from(items); };
    static alloc = function alloc(size, fill, enc) {
      if (typeof size !== "number") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `Buffer.alloc: the size must be a number, not ${typeof size}`);
      if (!(size >= 0)) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `Buffer.alloc: ${size} is not a size`);
      const b = new Buffer(size);
      return fill === undefined || fill === 0 ? b : b.fill(fill, enc);
    };
    static allocUnsafe = function allocUnsafe(size) { return Buffer.alloc(size); };
    static allocUnsafeSlow = function allocUnsafeSlow(size) { return Buffer.alloc(size); };
    static isBuffer = function isBuffer(v) { return v instanceof Buffer; };
    static isEncoding = function isEncoding(name) { return typeof name === "string" && Object.hasOwn(encodings, name.toLowerCase()); };
    static byteLength = function byteLength(v, enc) { 
      if (typeof v === "string") return go.encode(v, encoding(enc)).length;
      if (!ArrayBuffer.isView(v) && !(v instanceof ArrayBuffer)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `Buffer.byteLength: give a string or bytes, not ${v === null ? "null" : typeof v}`);
      return v.byteLength;
    };
    static compare = function compare(a, b) { return Buffer.prototype.compare.call(a, b); };
    static concat = function concat(list, total) {
      if (!Array.isArray(list)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "Buffer.concat: give an array of Buffers");
      total ??= list.reduce((n, b) => n + (b?.length ?? 0), 0);
      const odd = list.find(b => !(b instanceof Uint8Array));
      if (odd !== undefined) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `Buffer.concat: each must be a Buffer or a Uint8Array, not ${odd === null ? "null" : typeof odd}`);
      const out = Buffer.alloc(total);
      let at = 0;
      for (const b of list) {
        out.set(at + b.length > total ? b.subarray(0, total - at) : b, at);
        at = Math.min(total, at + b.length);
      }
      return out;
    };

    get parent() { return this.buffer; }
    get offset() { return this.byteOffset; }

    toString(enc, start = 0, end = this.length) {
      return go.decode(start === 0 && end === this.length ? this : this.subarray(Math.max(0, start), Math.max(0, end)), encoding(enc));
    }
    toLocaleString(...args) { return this.toString(...args); }
    toJSON() { return { type: "Buffer", data: Array.from(this) }; }
    inspect() { return `<Buffer ${(this.subarray(0, 50).toString("hex").match(/../g) ?? []).join(" ")}${this.length > 50 ? ` ... ${this.length - 50} more bytes` : ""}>`; }
    [Symbol.for("nodejs.util.inspect.custom")]() { return this.inspect(); }

    write(text, offset = 0, length, enc) {
      if (typeof offset === "string") [offset, enc] = [0, offset];
      else if (typeof length === "string") [length, enc] = [undefined, length];
      const bytes = go.encode(`${text}`, encoding(enc)).subarray(0, Math.max(0, Math.min(length ?? Infinity, this.length - offset)));
      this.set(bytes, offset);
      return bytes.length;
    }
    slice(start, end) { return this.subarray(start, end); }
    copy(target, at = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + Math.max(0, target.length - at)));
      target.set(part, at);
      return part.length;
    }
    equals(other) {
      if (!(other instanceof Uint8Array)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "Buffer.equals: give a Buffer or a Uint8Array");
      return this.length === other.length && Buffer.prototype.compare.call(this, other) === 0;
    }
    compare(other, start = 0, end = other.length, from = 0, to = this.length) {
      if (!(other instanceof Uint8Array)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "Buffer.compare: give a Buffer or a Uint8Array");
      return go.compare(this.subarray(from, to), other.subarray(start, end));
    }
    indexOf(value, from = 0, enc) {
      if (typeof from === "string") [from, enc] = [0, from];
      if (typeof value === "number") return super.indexOf(value & 255, from);
      return go.index(this, bytesOf(value, enc), from < 0 ? Math.max(0, this.length + from) : from, false);
    }
    lastIndexOf(value, from = this.length, enc) {
      if (typeof from === "string") [from, enc] = [this.length, from];
      if (typeof value === "number") return super.lastIndexOf(value & 255, Math.min(from, this.length - 1));
      return go.index(this, bytesOf(value, enc), from < 0 ? this.length + from : from, true);
    }
    includes(value, from, enc) { return this.indexOf(value, from, enc) >= 0; }
    fill(value, start, end, enc) {
      if (typeof start === "string") [start, enc] = [0, start];
      if (typeof value === "number" || typeof value === "boolean") return super.fill(Number(value) & 255, start, end);
      const bytes = bytesOf(value, enc), to = end ?? this.length;
      if ((start ?? 0) < 0 || to > this.length) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `Buffer.fill: ${start ?? 0} to ${to} is outside a Buffer of ${this.length}`);
      if (bytes.length === 0) return super.fill(0, start, end);
      for (let i = start ?? 0; i < to; i += bytes.length) this.set(bytes.subarray(0, Math.min(bytes.length, to - i)), i);
      return this;
    }
    swap16() { for (let i = 0; i + 1 < this.length; i += 2) [this[i], this[i + 1]] = [this[i + 1], this[i]]; return this; }
    swap32() { for (let i = 0; i + 3 < this.length; i += 4) this.subarray(i, i + 4).reverse(); return this; }
    swap64() { for (let i = 0; i + 7 < this.length; i += 8) this.subarray(i, i + 8).reverse(); return this; }

    readUIntBE(at, n) { this.#room(at, n); let v = 0; for (let i = 0; i < n; i++) v = v * 256 + this[at + i]; return v; }
    readUIntLE(at, n) { this.#room(at, n); let v = 0; for (let i = n - 1; i >= 0; i--) v = v * 256 + this[at + i]; return v; }
    readIntBE(at, n) { const v = this.readUIntBE(at, n), top = 2 ** (8 * n); return v >= top / 2 ? v - top : v; }
    readIntLE(at, n) { const v = this.readUIntLE(at, n), top = 2 ** (8 * n); return v >= top / 2 ? v - top : v; }
    writeUIntBE(v, at, n) { this.#room(at, n); for (let i = n - 1; i >= 0; i--) { this[at + i] = v % 256; v = Math.floor(v / 256); } return at + n; }
    writeUIntLE(v, at, n) { this.#room(at, n); for (let i = 0; i < n; i++) { this[at + i] = v % 256; v = Math.floor(v / 256); } return at + n; }
    writeIntBE(v, at, n) { return this.writeUIntBE(v < 0 ? v + 2 ** (8 * n) : v, at, n); }
    writeIntLE(v, at, n) { return this.writeUIntLE(v < 0 ? v + 2 ** (8 * n) : v, at, n); }
    #room(at, n) {
      if (typeof at !== "number") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `Buffer: the offset must be a number, not ${at === null ? "null" : typeof at}`);
      if (Number.isInteger(at) && at >= 0 && at + n <= this.length) return;
      throw own._coded(RangeError, n > this.length ? "ERR_BUFFER_OUT_OF_BOUNDS" : "ERR_OUT_OF_RANGE", `Buffer: ${n} bytes at ${at} are outside a Buffer of ${this.length}`);
    }

    static accessors() {
      const kinds = { UInt8: ["Uint8", 1], Int8: ["Int8", 1], UInt16: ["Uint16", 2], Int16: ["Int16", 2], UInt32: ["Uint32", 4], Int32: ["Int32", 4],
        Float: ["Float32", 4], Double: ["Float64", 8], BigUInt64: ["BigUint64", 8], BigInt64: ["BigInt64", 8] };
      for (const [name, [kind, size]] of Object.entries(kinds)) {
        for (const order of size === 1 ? [""] : ["LE", "BE"]) {
          const little = order === "LE";
          const both = {
            [`read${name}${order}`](at = 0) { this.#room(at, size); return view(this)[`get${kind}`](at, little); },
            [`write${name}${order}`](v, at = 0) { fits(kind, size, v); this.#room(at, size); view(this)[`set${kind}`](at, v, little); return at + size; },
          };
          for (const [method, value] of Object.entries(both)) {
            for (const alias of [method, method.replace("UInt", "Uint")]) {
              Object.defineProperty(Buffer.prototype, alias, { value, writable: true, configurable: true });
            }
          }
        }
      }
    }
  }
  Buffer.accessors();
  delete Buffer.accessors;
  Buffer.poolSize = 8192;

  // What packages get is a function that also works without new, and whose
  // methods can be enumerated: safer-buffer and its like copy them that way.
  const Callable = {
    Buffer: function (value, second, third) {
      if (new.target) return Reflect.construct(Buffer, [value, second, third], new.target);
      return typeof value === "number" ? Buffer.alloc(value) : Buffer.from(value, second, third);
    },
  }.Buffer;
  Object.setPrototypeOf(Callable, Uint8Array);
  for (const key of Object.getOwnPropertyNames(Buffer)) {
    if (!["length", "name", "prototype"].includes(key)) Callable[key] = Buffer[key];
  }
  Object.defineProperty(Callable, "prototype", { value: Buffer.prototype, writable: false });
  Object.defineProperty(Buffer.prototype, "constructor", { value: Callable, writable: true, configurable: true });

  const constants = { MAX_LENGTH: 2 ** 32, MAX_STRING_LENGTH: 2 ** 29 };
  const _buffer = {
    Buffer: Callable, SlowBuffer: Callable, constants, kMaxLength: constants.MAX_LENGTH, INSPECT_MAX_BYTES: 50,
    isAscii: b => plain(b, "isAscii").every(c => c < 128),
    transcode: (b, from, to) => Callable.from(go.decode(b, encoding(from)), encoding(to)),
    isUtf8: b => !go.decode(plain(b, "isUtf8"), "utf8").includes("\uFFFD"),
    get Blob() { return globalThis.Blob; },
    get File() { return globalThis.File; },
    get atob() { return globalThis.atob; },
    get btoa() { return globalThis.btoa; },
  };
  return { Buffer: Callable, _buffer };
})
