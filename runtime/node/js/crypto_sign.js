// Signatures, and RSA to encrypt.
(function (own, go) {
  "use strict";
  const { Buffer } = own, { bytes, settled, wrap } = own._cryptoKit, keys = own._cryptoKeys, constants = own._constants.crypto;

  // how reads the options beside a key: padding, salt and the form of ECDSA.
  function how(input) {
    const o = typeof input === "object" && input !== null ? input : {}, padding = o.padding ?? constants.RSA_PKCS1_PADDING;
    return [padding, o.saltLength ?? constants.RSA_PSS_SALTLEN_MAX_SIGN, o.dsaEncoding === "ieee-p1363"];
  }
  const out = (b, enc) => (enc === undefined || enc === "buffer" ? wrap(b) : wrap(b).toString(enc));

  class Collector extends own._cryptoKit.Streamable {
    #parts = []; _hash;
    constructor(hash, options) {
      super(options);
      if (typeof hash !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "algorithm" argument must be of type string. Received ${hash === null ? "null" : typeof hash}`);
      if (!go.knowsHash(hash)) throw own._coded(TypeError, "ERR_CRYPTO_INVALID_DIGEST", `Invalid digest: ${hash}`);
      this._hash = hash;
    }
    update(data, enc) {
      this.#parts.push(Buffer.from(bytes(data, enc)));
      return this;
    }
    _data() { return Buffer.concat(this.#parts); }
    _take(chunk) { this.update(chunk); }
    _finish() {}
  }
  class Sign extends Collector {
    sign(key, enc) { return out(settled(go.sign(keys._keyOf(key, true), this._hash, ...how(key), this._data())), enc); }
  }
  class Verify extends Collector {
    verify(key, signature, enc) { return settled(go.verify(keys._keyOf(key, false), this._hash, ...how(key), this._data(), bytes(signature, enc))); }
  }

  const later = (f, args, done) => {
    let result;
    try { result = f(...args); } catch (e) { return void queueMicrotask(() => done(e)); }
    queueMicrotask(() => done(null, result));
  };
  function sign(hash, data, key, done) {
    if (done) return later(sign, [hash, data, key], done);
    return wrap(settled(go.sign(keys._keyOf(key, true), hash ?? "", ...how(key), bytes(data))));
  }
  function verify(hash, data, key, signature, done) {
    if (done) return later(verify, [hash, data, key, signature], done);
    return settled(go.verify(keys._keyOf(key, false), hash ?? "", ...how(key), bytes(data), bytes(signature)));
  }

  const rsa = (verb, asPrivate, usual) => (key, data) => {
    const o = typeof key === "object" && key !== null ? key : {};
    return wrap(settled(go.rsa(keys._keyOf(key, asPrivate), bytes(data, o.encoding), o.padding ?? usual, o.oaepHash ?? "sha1", o.oaepLabel === undefined ? undefined : bytes(o.oaepLabel), verb)));
  };
  const _cryptoSign = {
    Sign, Verify, sign, verify, createSign: (hash, o) => new Sign(hash, o), createVerify: (hash, o) => new Verify(hash, o),
    publicEncrypt: rsa("encrypt", false, constants.RSA_PKCS1_OAEP_PADDING), privateDecrypt: rsa("decrypt", true, constants.RSA_PKCS1_OAEP_PADDING),
    privateEncrypt: rsa("privateEncrypt", true, constants.RSA_PKCS1_PADDING), publicDecrypt: rsa("publicDecrypt", false, constants.RSA_PKCS1_PADDING),
  };
  return { _cryptoSign };
})
