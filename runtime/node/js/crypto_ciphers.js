// Symmetric ciphers, and keys out of passwords.
(function (own, go) {
  "use strict";
  const { bytes, called, settled, wrap } = own._cryptoKit, keys = own._cryptoKeys;

  class Ciphering extends own._cryptoKit.Streamable {
    #cipher; #decoder = null;
    constructor(name, key, iv, options, decrypt) {
      super(options);
      if (typeof name !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "cipher" argument must be of type string. Received ${name === null ? "null" : typeof name}`);
      this.#cipher = settled(go.cipher(name, keys._secretBytes(key), iv === null || iv === undefined ? null : bytes(iv), decrypt, options?.authTagLength));
    }
    // text keeps what is not a whole letter for the next piece.
    #text(b, enc, last) {
      if (enc === undefined || enc === "buffer") return wrap(b);
      this.#decoder ??= new own._string_decoder.StringDecoder(enc);
      return last ? this.#decoder.end(wrap(b)) : this.#decoder.write(wrap(b));
    }
    update(data, from, to) { return this.#text(settled(this.#cipher.update(bytes(data, from))), to, false); }
    final(enc) { return this.#text(settled(this.#cipher.final()), enc, true); }
    setAutoPadding(on = true) { this.#cipher.padding(on); return this; }
    setAAD(data) { settled(this.#cipher.aad(bytes(data))); return this; }
    _tag() { return wrap(settled(this.#cipher.tag())); }
    _setTag(b) { settled(this.#cipher.setTag(b)); }
    _take(chunk) { return wrap(settled(this.#cipher.update(chunk))); }
    _finish() { return wrap(settled(this.#cipher.final())); }
  }
  class Cipheriv extends Ciphering {
    constructor(name, key, iv, o) { super(name, key, iv, o, false); }
    getAuthTag() { return this._tag(); }
  }
  class Decipheriv extends Ciphering {
    constructor(name, key, iv, o) { super(name, key, iv, o, true); }
    setAuthTag(tag, enc) { this._setTag(bytes(tag, enc)); return this; }
  }

  const _cryptoCiphers = {
    Cipheriv, Decipheriv, createCipheriv: (...args) => new Cipheriv(...args), createDecipheriv: (...args) => new Decipheriv(...args),
    getCiphers: () => go.ciphers(),
    getCipherInfo(name, { keyLength, ivLength } = {}) {
      const info = go.cipherInfo(`${name}`);
      if (!info || keyLength !== undefined && keyLength !== info.keyLength || ivLength !== undefined && ivLength !== info.ivLength && info.mode !== "gcm") return undefined;
      const out = { ...info };
      if (out.ivLength === 0) delete out.ivLength;
      return out;
    },
  };

  // in range checks a number as Node does.
  function range(v, name, low, high = 2 ** 31 - 1) {
    if (typeof v !== "number") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "${name}" argument must be of type number. Received ${v === undefined ? "undefined" : v === null ? "null" : `type ${typeof v}`}`);
    if (!Number.isInteger(v) || v < low || v > high) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `The value of "${name}" is out of range. It must be >= ${low} && <= ${high}. Received ${v}`);
    return v;
  }
  function passwords(secret, salt, rounds, length, hash) {
    if (typeof hash !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "digest" argument must be of type string. Received ${hash === undefined ? "undefined" : typeof hash}`);
    return [bytes(secret), bytes(salt), range(rounds, "iterations", 1), range(length, "keylen", 0), hash];
  }
  function scrypts(secret, salt, length, o = {}) {
    return [bytes(secret), bytes(salt), range(length, "keylen", 0), o.N ?? o.cost ?? 16384, o.r ?? o.blockSize ?? 8, o.p ?? o.parallelization ?? 1, o.maxmem ?? 32 << 20];
  }
  const hkdfs = (hash, secret, salt, info, length) => [keys._secretBytes(secret), bytes(salt), bytes(info), range(length, "length", 0), `${hash}`];
  const buffer = b => b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength);
  const callback = f => {
    if (typeof f !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "callback" argument must be of type function. Received ${f === undefined ? "undefined" : typeof f}`);
    return f;
  };
  const _cryptoDeriving = {
    pbkdf2Sync: (...args) => wrap(settled(go.pbkdf2(...passwords(...args)))),
    pbkdf2: (secret, salt, rounds, length, hash, done) => called(go.pbkdf2Later(...passwords(secret, salt, rounds, length, hash)), callback(done), wrap),
    scryptSync: (...args) => wrap(settled(go.scrypt(...scrypts(...args)))),
    scrypt(secret, salt, length, o, done) {
      if (typeof o === "function") [o, done] = [{}, o];
      called(go.scryptLater(...scrypts(secret, salt, length, o)), callback(done), wrap);
    },
    hkdfSync: (...args) => buffer(settled(go.hkdf(...hkdfs(...args)))),
    hkdf: (hash, secret, salt, info, length, done) => called(go.hkdfLater(...hkdfs(hash, secret, salt, info, length)), callback(done), buffer),
  };
  return { _cryptoCiphers, _cryptoDeriving };
})
