// crypto: hashes, HMAC and random numbers.
(function (own, go) {
  "use strict";
  const { Buffer } = own;
  const wrap = u => Buffer.from(u.buffer, u.byteOffset, u.byteLength);

  function bytes(v, enc) {
    if (typeof v === "string") return Buffer.from(v, enc);
    if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    if (v instanceof ArrayBuffer) return new Uint8Array(v);
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `crypto: the data must be a string or bytes, not ${v === null ? "null" : typeof v}`);
  }

  const kind = v => (v === null ? "null" : typeof v);
  function text(name) {
    if (typeof name !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `crypto: the name of the hash must be a string, not ${kind(name)}`);
    return name;
  }
  function number(n, what) {
    if (typeof n !== "number") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `crypto.${what}: the argument must be a number, not ${kind(n)}`);
    return n;
  }
  function binary(v) {
    if (ArrayBuffer.isView(v) || v instanceof ArrayBuffer) return bytes(v);
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `crypto.timingSafeEqual: give bytes, not ${kind(v)}`);
  }

  class Hash {
    #state; #over = false;
    constructor(state) { this.#state = state; }
    update(data, enc) {
      if (this.#over) throw own._coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "crypto: digest was already called");
      this.#state.update(bytes(data, enc));
      return this;
    }
    digest(enc) {
      if (this.#over) throw own._coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "crypto: digest was already called");
      this.#over = true;
      const sum = wrap(this.#state.sum());
      return enc === undefined || enc === "buffer" ? sum : sum.toString(enc);
    }
  }

  function randomInt(min, max, done) {
    if (max === undefined || typeof max === "function") [min, max, done] = [0, min, max];
    for (const n of [min, max]) number(n, "randomInt");
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max <= min || max - min > 2 ** 48) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `crypto.randomInt: no integers from ${min} below ${max}`);
    const range = max - min, limit = 2 ** 48 - 2 ** 48 % range;
    let v;
    do v = wrap(go.random(6)).readUIntBE(0, 6); while (v >= limit); // no bias
    v = min + v % range;
    if (!done) return v;
    queueMicrotask(() => done(null, v));
  }

  const _crypto = {
    createHash: name => new Hash(go.hash(text(name))),
    createHmac: (name, key) => new Hash(go.hash(text(name), bytes(key))),
    hash: (name, data, enc = "hex") => new Hash(go.hash(text(name))).update(data).digest(enc),
    getHashes: () => go.hashes(),
    randomBytes(n, done) {
      if (!Number.isInteger(number(n, "randomBytes")) || n < 0 || n > 2 ** 26) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `crypto.randomBytes: ${n} is not a number of bytes`);
      const b = wrap(go.random(n));
      if (!done) return b;
      queueMicrotask(() => done(null, b));
    },
    randomFillSync(b) {
      b.set(go.random(b.length));
      return b;
    },
    randomInt,
    randomUUID: () => globalThis.crypto.randomUUID(),
    getRandomValues: a => globalThis.crypto.getRandomValues(a),
    timingSafeEqual(a, b) {
      const x = binary(a), y = binary(b);
      if (x.length !== y.length) throw own._coded(RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", `crypto.timingSafeEqual: ${x.length} and ${y.length} bytes are not of one length`);
      return go.equal(x, y);
    },
    get webcrypto() { return globalThis.crypto; },
    get subtle() { return globalThis.crypto.subtle; },
    Hash,
  };
  for (const name of ["createCipheriv", "createDecipheriv", "createSign", "createVerify", "pbkdf2", "pbkdf2Sync", "scrypt", "scryptSync", "generateKeyPair", "publicEncrypt", "privateDecrypt"]) {
    _crypto[name] = () => { throw new Error(`crypto.${name} is not available: hotreply has hashes, HMAC and random numbers; take an npm package such as crypto-js or @noble/ciphers for the rest`); };
  }
  return { _crypto };
})
