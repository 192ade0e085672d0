// crypto: random numbers, digests and HMAC.
(function (own, go) {
  "use strict";
  const integers = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array];

  const nameOf = a => `${Object(a) === a ? a.name : a}`;

  function source(data, who) {
    if (!(data instanceof ArrayBuffer) && !ArrayBuffer.isView(data)) throw new TypeError(`${who}: the data must be an ArrayBuffer or a typed array: use new TextEncoder().encode(text)`);
    return own._bytesOf(data);
  }

  function unavailable(what) {
    const e = new own.DOMException(`${what} is not available: crypto.subtle has digest, and HMAC by importKey("raw"), sign and verify`, "NotSupportedError");
    throw Object.assign(e, { hint: "for ciphers use the npm packages @noble/ciphers or crypto-js, for key pairs tweetnacl" });
  }

  class CryptoKey {
    #secret;
    constructor(secret, algorithm, extractable, usages) {
      this.#secret = secret;
      Object.assign(this, { type: "secret", algorithm, extractable, usages });
    }
    static secret(k) { return k.#secret; }
  }
  const secretOf = CryptoKey.secret;
  delete CryptoKey.secret;

  class SubtleCrypto {
    async digest(algorithm, data) { return go.hash(nameOf(algorithm), source(data, "digest")); }
    async importKey(format, data, algorithm, extractable, usages) {
      if (format !== "raw" || nameOf(algorithm).toUpperCase() !== "HMAC") unavailable(`importKey of ${format} for ${nameOf(algorithm)}`);
      const hash = { name: nameOf(algorithm.hash) };
      return new CryptoKey(source(data, "importKey").slice(), { name: "HMAC", hash }, !!extractable, [...usages]);
    }
    async sign(algorithm, key, data) {
      if (nameOf(algorithm).toUpperCase() !== "HMAC") unavailable(`sign with ${nameOf(algorithm)}`);
      return go.hmac(key.algorithm.hash.name, secretOf(key), source(data, "sign"));
    }
    async verify(algorithm, key, signature, data) {
      return go.equal(source(signature, "verify"), new Uint8Array(await this.sign(algorithm, key, data)));
    }
  }
  for (const name of ["encrypt", "decrypt", "generateKey", "deriveKey", "deriveBits", "exportKey", "wrapKey", "unwrapKey"]) {
    Object.defineProperty(SubtleCrypto.prototype, name, { value: async () => unavailable(`crypto.subtle.${name}`), writable: true, configurable: true });
  }

  class Crypto {
    #subtle = new SubtleCrypto();
    get subtle() { return this.#subtle; }
    randomUUID() { return go.uuid(); }
    getRandomValues(array) {
      if (!integers.some(T => array instanceof T)) throw new own.DOMException("getRandomValues: give an integer typed array such as new Uint8Array(16)", "TypeMismatchError");
      if (array.byteLength > 65536) throw new own.DOMException(`getRandomValues: ${array.byteLength} bytes are more than 65536`, "QuotaExceededError");
      go.random(own._bytesOf(array));
      return array;
    }
    get [Symbol.toStringTag]() { return "Crypto"; }
  }

  return { crypto: new Crypto(), Crypto, CryptoKey, SubtleCrypto };
})
