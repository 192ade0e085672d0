// crypto: hashes, HMAC and random numbers, and what the files beside it make.
(function (own, go) {
  "use strict";
  const { Buffer } = own, { bytes, kind, settled, wrap } = own._cryptoKit;

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

  // Digester is what hashes and HMACs have in common; both are streams, too.
  class Digester extends own._cryptoKit.Streamable {
    _state; _over = false;
    constructor(state, options) {
      super(options);
      this._state = state;
    }
    update(data, enc) {
      if (this._over) throw own._coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      this._state.update(bytes(data, enc));
      return this;
    }
    _sum(enc) {
      this._over = true;
      const sum = wrap(this._state.sum());
      return enc === undefined || enc === "buffer" ? sum : sum.toString(enc);
    }
    _take(chunk) { this.update(chunk); }
    _finish() { return this.digest(); }
  }
  class Hash extends Digester {
    #options;
    constructor(state, options) {
      super(state, options);
      this.#options = options;
    }
    digest(enc) {
      if (this._over) throw own._coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      return this._sum(enc);
    }
    copy(options) {
      if (this._over) throw own._coded(Error, "ERR_CRYPTO_HASH_FINALIZED", "Digest already called");
      return new Hash(settled(this._state.copy()), options ?? this.#options);
    }
  }
  class Hmac extends Digester {
    digest(enc) {
      if (this._over) return enc === undefined || enc === "buffer" ? Buffer.alloc(0) : "";
      return this._sum(enc);
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

  function fillSync(b, offset = 0, size) {
    const view = ArrayBuffer.isView(b) ? new Uint8Array(b.buffer, b.byteOffset, b.byteLength) : new Uint8Array(b), each = b.BYTES_PER_ELEMENT ?? 1;
    const from = offset * each, to = size === undefined ? view.length : from + size * each;
    if (from < 0 || to > view.length) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `crypto.randomFill: ${from} to ${to} is outside ${view.length} bytes`);
    view.set(go.random(to - from), from);
    return b;
  }

  const _crypto = {
    ...own._cryptoKeys, ...own._cryptoSign, ...own._cryptoCiphers, ...own._cryptoDeriving,
    constants: own._constants.crypto, Hash, Hmac,
    createHash: (name, o) => new Hash(settled(go.hash(text(name), undefined, o?.outputLength)), o),
    createHmac: (name, key, o) => new Hmac(settled(go.hash(text(name), own._cryptoKeys._secretBytes(key, o?.encoding))), o),
    hash: (name, data, enc = "hex") => new Hash(settled(go.hash(text(name)))).update(data).digest(enc),
    getHashes: () => go.hashes(), getFips: () => 0, setFips() {}, setEngine() {}, secureHeapUsed: () => ({ total: 0, min: 0, used: 0, utilization: 0 }),
    randomBytes(n, done) {
      if (!Number.isInteger(number(n, "randomBytes")) || n < 0 || n > 2 ** 26) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `crypto.randomBytes: ${n} is not a number of bytes`);
      const b = wrap(go.random(n));
      if (!done) return b;
      queueMicrotask(() => done(null, b));
    },
    randomFillSync: fillSync,
    randomFill(b, offset, size, done) {
      const f = [offset, size, done].find(x => typeof x === "function");
      fillSync(b, typeof offset === "number" ? offset : 0, typeof size === "number" ? size : undefined);
      queueMicrotask(() => f(null, b));
    },
    randomInt,
    randomUUID: () => globalThis.crypto.randomUUID(),
    getRandomValues: a => globalThis.crypto.getRandomValues(a),
    timingSafeEqual(a, b) {
      const x = binary(a), y = binary(b);
      if (x.length !== y.length) throw own._coded(RangeError, "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH", "Input buffers must have the same byte length");
      return go.equal(x, y);
    },
    get webcrypto() { return globalThis.crypto; },
    get subtle() { return globalThis.crypto.subtle; },
  };
  _crypto.pseudoRandomBytes = _crypto.prng = _crypto.rng = _crypto.randomBytes;
  const hint = "x25519 and EC keys agree by crypto.diffieHellman; for more take the npm packages @noble/curves and @noble/ciphers";
  for (const name of ["createDiffieHellman", "createDiffieHellmanGroup", "getDiffieHellman", "DiffieHellman", "DiffieHellmanGroup", "ECDH", "createECDH", "Certificate", "X509Certificate", "checkPrime", "checkPrimeSync", "generatePrime", "generatePrimeSync"]) {
    _crypto[name] = { [name]: function () { throw own._unavailable("crypto", name, hint); } }[name];
  }
  return { _crypto };
})
