// Keys of crypto: KeyObject and what makes one.
(function (own, go) {
  "use strict";
  const { Buffer } = own, { bytes, called, kind, settled, wrap } = own._cryptoKit;
  const inner = new WeakMap(); // KeyObject → bytes of a secret, or a key of Go

  class KeyObject {
    constructor(type, value) {
      if (!inner.has(value ?? {}) && !(value instanceof Uint8Array) && (typeof value !== "object" || value === null)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", "KeyObject: use createSecretKey, createPublicKey or createPrivateKey");
      inner.set(this, value);
      Object.defineProperty(this, "type", { value: type, enumerable: true });
    }
    get symmetricKeySize() { return this.type === "secret" ? inner.get(this).length : undefined; }
    get asymmetricKeyType() { return this.type === "secret" ? undefined : go.describeKey(inner.get(this)).type; }
    get asymmetricKeyDetails() { return this.type === "secret" ? undefined : { ...go.describeKey(inner.get(this)).details }; }
    equals(other) {
      if (!(other instanceof KeyObject)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "otherKeyObject" argument must be an instance of KeyObject. Received ${kind(other)}`);
      if (other.type !== this.type) return false;
      const a = inner.get(this), b = inner.get(other);
      return this.type === "secret" ? a.length === b.length && go.equal(a, b) : go.equalKeys(a, b);
    }
    export(o) {
      const key = inner.get(this);
      if (this.type === "secret") return o?.format === "jwk" ? { kty: "oct", k: Buffer.from(key).toString("base64url") } : Buffer.from(key);
      if (typeof o !== "object" || o === null) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "options" argument must be of type object. Received ${kind(o)}`);
      if (o.format === "jwk") return JSON.parse(settled(go.exportJWK(key)));
      if (o.cipher !== undefined || o.passphrase !== undefined) throw own._unavailable("crypto", "KeyObject.export with a passphrase", "export the key without one, and keep the text under [env]");
      if (!["pkcs1", "spki", "pkcs8", "sec1"].includes(o.type)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `The property 'options.type' is invalid. Received ${JSON.stringify(o.type)}`);
      if (!["pem", "der"].includes(o.format)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `The property 'options.format' is invalid. Received ${JSON.stringify(o.format)}`);
      const out = settled(go.exportKey(key, o.type, o.format === "pem"));
      return typeof out === "string" ? out : wrap(out);
    }
    toCryptoKey() { throw own._unavailable("crypto", "KeyObject.toCryptoKey"); }
    get [Symbol.toStringTag]() { return "KeyObject"; }
    static from() { throw own._unavailable("crypto", "KeyObject.from"); }
  }

  // parse reads what createPublicKey and createPrivateKey are given.
  function parse(input, asPrivate) {
    if (input instanceof KeyObject) return inner.get(input);
    const o = typeof input === "object" && input !== null && !ArrayBuffer.isView(input) && !(input instanceof ArrayBuffer) ? input : { key: input };
    if (o.key instanceof KeyObject) return inner.get(o.key);
    if (o.format === "jwk" || o.kty !== undefined) return settled(go.parseJWK(JSON.stringify(o.kty ? o : o.key), asPrivate));
    if (typeof o.key !== "string" && !ArrayBuffer.isView(o.key) && !(o.key instanceof ArrayBuffer)) {
      throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "key${o === input ? ".key" : ""}" ${o === input ? "property" : "argument"} must be of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey. Received ${kind(o.key)}`);
    }
    const data = bytes(o.key, o.encoding), der = o.format === "der" || (o.format === undefined && data[0] === 0x30);
    return settled(go.parseKey(data, !der, asPrivate));
  }

  const object = key => new KeyObject(go.isPrivate(key) ? "private" : "public", key);
  function createPrivateKey(input) {
    if (input instanceof KeyObject) throw own._coded(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${input.type}`);
    return new KeyObject("private", parse(input, true));
  }
  function createPublicKey(input) {
    const given = input instanceof KeyObject ? input : input?.key instanceof KeyObject ? input.key : null;
    if (given && given.type !== "private") throw own._coded(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${given.type}, expected private.`);
    return new KeyObject("public", go.publicOf(parse(input, false)));
  }
  function createSecretKey(key, enc) { return new KeyObject("secret", bytes(key, enc).slice()); }

  // _secretBytes are those of a key that is a secret, however it is given.
  function _secretBytes(key, enc) {
    if (key instanceof KeyObject) {
      if (key.type !== "secret") throw own._coded(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${key.type}, expected secret.`);
      return inner.get(key);
    }
    if (typeof key !== "string" && !ArrayBuffer.isView(key) && !(key instanceof ArrayBuffer)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "key" argument must be of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey. Received ${key === undefined ? "undefined" : kind(key)}`);
    return bytes(key, enc);
  }
  // _keyOf is the key of Go in what sign, verify and the ciphers of RSA are given.
  const _keyOf = (input, asPrivate) => {
    const key = parse(input, asPrivate);
    if (key instanceof Uint8Array || asPrivate && !go.isPrivate(key)) throw own._coded(TypeError, "ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE", `Invalid key object type ${key instanceof Uint8Array ? "secret" : "public"}, expected ${asPrivate ? "private" : "public"}.`);
    return key;
  };

  const detail = (type, o = {}) => (type.startsWith("rsa") ? `${o.modulusLength}` : `${o.namedCurve ?? ""}`);
  function pair(type, o, key) {
    const out = { publicKey: new KeyObject("public", go.publicOf(key)), privateKey: new KeyObject("private", key) };
    if (o?.publicKeyEncoding) out.publicKey = out.publicKey.export(o.publicKeyEncoding);
    if (o?.privateKeyEncoding) out.privateKey = out.privateKey.export(o.privateKeyEncoding);
    return out;
  }
  function generateKeyPair(type, o, done) {
    if (typeof o === "function") [o, done] = [{}, o];
    called(go.generateLater(type, detail(type, o)), (e, key) => {
      if (e) return done(e);
      let made;
      try { made = pair(type, o, key); } catch (x) { return done(x); }
      done(null, made.publicKey, made.privateKey);
    });
  }
  generateKeyPair[own._util.promisify.custom] = (type, o) => new Promise((resolve, reject) => {
    generateKeyPair(type, o, (e, publicKey, privateKey) => (e ? reject(e) : resolve({ publicKey, privateKey })));
  });
  const generateKeySync = (type, { length } = {}) => {
    if (!["hmac", "aes"].includes(type)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `The argument 'type' must be a supported key type. Received '${type}'`);
    return createSecretKey(go.random(Math.floor(length / 8)));
  };

  const _cryptoKeys = {
    KeyObject, createPrivateKey, createPublicKey, createSecretKey, generateKeyPair, generateKeySync, getCurves: () => ["prime256v1", "secp224r1", "secp384r1", "secp521r1"],
    generateKeyPairSync: (type, o) => pair(type, o, settled(go.generate(type, detail(type, o)))),
    generateKey(type, o, done) { const key = generateKeySync(type, o); queueMicrotask(() => done(null, key)); },
    diffieHellman: ({ privateKey, publicKey }) => wrap(settled(go.agree(_keyOf(privateKey, true), _keyOf(publicKey, false)))),
  };
  for (const [name, value] of Object.entries({ _secretBytes, _keyOf, _object: object })) Object.defineProperty(_cryptoKeys, name, { value });
  return { _cryptoKeys };
})
