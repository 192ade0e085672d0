// Each case is compared with what Node 22 answered; keys are fixed, so that
// signatures without chance are too.
const crypto = require("crypto"), { Buffer: B } = require("buffer");
const rsa = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCrYvygcvsZyO9g
gNB4L3seIQjJuLURk+GsJ/78GUadWnKZWHfuou2aI0NvRUGQZvfSO1mqMw3R0y7F
GGOvns0PgFawihUrHUI63vl4O67+Kyh3DtaSaCjDBtwZGOc7BRuHsK5hqlMh5oJg
18pZ5B/MleBg1DuIA/MyKzrZReYvqj4z17kpvsrq/2BJNYkHX0ZxvuR06/OfT1z4
A6IqNsB+wi6XcRfEJz5f/b65Es7BwqXtkLA4zvMC66uFSzMN8pabKDgy33fVBQRQ
5RQoj09gdFSkc4v2NADgr0OMHEqdaPva5AITASahpYi9LFecAof/ik2Kh6qFpQiW
sw7HoYf/AgMBAAECggEAKIO/bZyQwHEwKVN6NJcg1yf/AFSyNSQMypov3F+LQmJh
yd9QhrCsU243oEOycpTsy51tHl9wSmROX5ha5Ga5WgtAMv6Jb4Y8pFcWiTYusXX5
XF+9GKIX1La37BTngJu9/M8nAf52JYLs2kDY3HQhkkbx4mH5ardoU7lFcZxlBGoq
nuW2hFQ3dzjnsWOvtRKcnjFWbd0DYtTqAv4aGqRULlXDpaQgjUDM9HYawEdfqV4Q
06I9hE7v2MeHPm9mxFMmBoQO9CrRN4ZK+pyG6+L20Qovj7kfvBc8TclPdwMXDAhx
0nmB0guglgocd34G3bxwuliaoSYBGzrvBpm/Q3mCFQKBgQDcOaw557OPe5Ld9t4u
DkhIS3TvXR/ZkTJwhdQHhKmcCtrHEAlBMYBGehtcDtfYmenq6Lpy43rMcpvLnPd2
cPUmWxAf5MqBOTYIAyMarU1IZO05NN6TgDSwsn1fSjl5dG7+sca88y6ipwG5lYwi
+++FaUhQuoEMq0RSBZxBWDQWYwKBgQDHOk2DcBncAmqV3WTLz914GdBc0/3RmXKc
r4WJRH1ff76OnCwCZ7NAJ1XcWb0/OseM7ghQPo8p+wsb7ph5Skvhh16amBBt6lj4
X2FuijB5rSl88jwv53G2IkmRCVsnKoWLuUxkVmcB5f1ern7tpltLpMTK/Po+fQpl
KPuKOD+8tQKBgQCJwnn97vbf9ok02Ey7uqt0rd8ELNjTnIRU5yJvYYlH13Jru5hO
c8yuSYv71j0nfYBaNiML40jZw4e5owMZ0CdKSwSXLuOOWl92O6Al++qwMpJCitQA
qN5M+hp7FU9GrpMQN9z+LZEqphXqJaZ36+k1J1rZRRGc/zXJqUDJj4dlyQKBgEUR
MU4fztc2/zx1RDxkE6NPT6ze0V+YkuM+9kxgMhapcqZ9/cPXr4zOFjYN5k3FUujI
nJk1Fuy222MTlEh4OVY2V9XAYfG5DJ8Ocfigb62/GmL2l2cEFafOuzJMzA0H8MQ/
uPwP+CXwVaY9WEOLKJtQw+ibSyXes3veeVWxqmcBAoGAaNglrJI75AeNiFZhKrxZ
xNgYmQ4ggFKA+RrtLtl00E3p1u9Ug1+9hfFvByYeTyipMAGxiqlz5XhWPZVW2loF
xbmD8f+vkJgi+HBMRyYN3nAKdtEpX6nCVfLA6Do1Ix4/aj690ZaO+GUbOMnFN13T
qacnAJu2YCIIwwb70A6iQqQ=
-----END PRIVATE KEY-----
`;
const ec = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgCVRcG0kP6J5GCL4d
Qlgt8CU0HYsLxaIaKBr06xkbk5KhRANCAASFViwMG3a8VQYvclfQNcYGey3fZU19
1c+tnav6M854jKm0Q+qmXP7O7OXppoLuz8ar5bmECotgKS4Y8J6rj1Oi
-----END PRIVATE KEY-----
`;
const ed = { kty: "OKP", crv: "Ed25519", d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
const k = n => B.alloc(n, "0123456789abcdef"), iv = n => B.alloc(n, "ABCDEFGH");
const text = "微信消息：hello, crypto! ".repeat(5);
const sorted = o => Object.entries(o).sort();
const code = f => { try { f(); return "none"; } catch (e) { return [e.constructor.name, e.code ?? "-"]; } };

module.exports = {
  "createHash, every encoding": () => ["hex", "base64", "base64url", "latin1"].map(e => crypto.createHash("sha256").update("好").update(B.from("x")).digest(e)),
  "createHash, algorithms": () => ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-256", "sha3-256", "sha3-512", "RSA-SHA256", "SHA1", "blake2b512", "blake2s256", "shake128", "shake256"].map(a => crypto.createHash(a).update("abc").digest("hex")),
  "hash of encoded text": () => ["hex", "base64", "latin1", "utf16le"].map(e => crypto.createHash("md5").update("abcd", e).digest("hex")),
  "copy": () => { const h = crypto.createHash("sha1").update("a"); const c = h.copy(); return [h.update("b").digest("hex"), c.update("c").digest("hex")]; },
  "shake of a length": () => crypto.createHash("shake128", { outputLength: 8 }).update("a").digest("hex"),
  "hash": () => [crypto.hash("md5", "a"), crypto.hash("sha1", "a", "base64")],
  "createHmac": () => ["md5", "sha1", "sha256", "sha512"].map(a => crypto.createHmac(a, "key").update("data").digest("hex")),
  "createHmac, keys": () => [B.from("k"), new Uint8Array([107]), crypto.createSecretKey(B.from("k")), crypto.createSecretKey("k", "utf8")].map(key => crypto.createHmac("sha256", key).update("d").digest("base64")),
  "hmac twice": () => { const h = crypto.createHmac("md5", "k"); return [h.digest("hex"), h.digest("hex")]; },
  "errors of hashes": () => [code(() => { const h = crypto.createHash("md5"); h.digest(); h.digest(); }), code(() => { const h = crypto.createHash("md5"); h.digest(); h.copy(); }), code(() => crypto.createHmac("sha256")), code(() => crypto.createHmac("nope", "k")), code(() => crypto.createHash("md5").update(5))],
  "aes": () => ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-256-ctr", "aes-128-cfb", "aes-128-ofb", "des-ede3-cbc", "aes256"].map(a => {
    const info = crypto.getCipherInfo(a), c = crypto.createCipheriv(a, k(info.keyLength), iv(info.ivLength));
    const out = c.update(text, "utf8", "base64") + c.final("base64"), d = crypto.createDecipheriv(a, k(info.keyLength), iv(info.ivLength));
    return [out, d.update(out, "base64", "utf8") + d.final("utf8") === text];
  }),
  "ecb": () => ["aes-128-ecb", "aes-256-ecb", "des-ede3-ecb"].map(a => {
    const key = k(a.includes("256") ? 32 : a.includes("des") ? 24 : 16), c = crypto.createCipheriv(a, key, null), out = B.concat([c.update(text), c.final()]);
    const d = crypto.createDecipheriv(a, key, "");
    return [out.toString("hex"), B.concat([d.update(out), d.final()]).toString() === text];
  }),
  "no padding": () => { const c = crypto.createCipheriv("aes-128-ecb", k(16), null); c.setAutoPadding(false); return c.update(k(32), null, "hex") + c.final("hex"); },
  "pieces of a cipher": () => { const c = crypto.createCipheriv("aes-128-cbc", k(16), iv(16)); return [c.update(k(5)).length, c.update(k(20)).length, c.update(k(7)).length, c.final().length]; },
  "pieces of a decipher": () => { const c = crypto.createCipheriv("aes-128-cbc", k(16), iv(16)), all = B.concat([c.update(k(40)), c.final()]), d = crypto.createDecipheriv("aes-128-cbc", k(16), iv(16)); return [d.update(all.subarray(0, 16)).length, d.update(all.subarray(16, 20)).length, d.update(all.subarray(20)).length, d.final().length]; },
  "gcm": () => [12, 16, 1, 33].map(n => {
    const c = crypto.createCipheriv("aes-256-gcm", k(32), iv(n));
    c.setAAD(B.from("aad"));
    const out = c.update(text.slice(0, 10), "utf8", "hex") + c.update(text.slice(10), "utf8", "hex") + c.final("hex"), tag = c.getAuthTag();
    const d = crypto.createDecipheriv("aes-256-gcm", k(32), iv(n));
    d.setAAD(B.from("aad")).setAuthTag(tag);
    return [out, tag.toString("hex"), d.update(out, "hex", "utf8") + d.final("utf8") === text];
  }),
  "gcm, a short tag": () => { const c = crypto.createCipheriv("aes-128-gcm", k(16), iv(12), { authTagLength: 8 }); c.update("x"); c.final(); return c.getAuthTag().toString("hex"); },
  "chacha20-poly1305": () => { const c = crypto.createCipheriv("chacha20-poly1305", k(32), iv(12), { authTagLength: 16 }); c.setAAD(B.from("a")); return [c.update(text, "utf8", "hex"), c.final("hex"), c.getAuthTag().toString("hex")]; },
  "errors of ciphers": () => [code(() => crypto.createCipheriv("nope", "k", "i")), code(() => crypto.createCipheriv("aes-256-cbc", "k", iv(16))), code(() => crypto.createCipheriv("aes-256-cbc", k(32), "i")), code(() => crypto.createCipheriv("aes-128-cbc", k(16), null)),
    code(() => crypto.createCipheriv("aes-128-gcm", k(16), B.alloc(0))), code(() => { const d = crypto.createDecipheriv("aes-128-cbc", k(16), k(16)); d.update(B.alloc(16)); d.final(); }),
    code(() => { const d = crypto.createDecipheriv("aes-128-cbc", k(16), k(16)); d.update(B.alloc(15)); d.final(); }), code(() => { const d = crypto.createCipheriv("aes-128-cbc", k(16), k(16)); d.setAutoPadding(false); d.update(B.alloc(15)); d.final(); }),
    code(() => { const d = crypto.createDecipheriv("aes-128-gcm", k(16), k(12)); d.update("x"); d.final(); }), code(() => { const d = crypto.createDecipheriv("aes-128-gcm", k(16), k(12)); d.setAuthTag(k(16)); d.update("x"); d.final(); }),
    code(() => crypto.createDecipheriv("aes-128-gcm", k(16), k(12)).setAuthTag(k(3))), code(() => crypto.createCipheriv("aes-128-gcm", k(16), k(12)).getAuthTag()), code(() => { const d = crypto.createCipheriv("aes-128-gcm", k(16), k(12)); d.final(); d.final(); }),
    code(() => { const d = crypto.createCipheriv("aes-128-gcm", k(16), k(12)); d.final(); d.update("x"); })],
  "getCipherInfo": () => ["mode", "blockSize", "ivLength", "keyLength"].map(x => ["aes-256-cbc", "aes-256-gcm", "aes-128-ctr"].map(a => crypto.getCipherInfo(a)[x])),
  "rsa signatures": () => ["md5", "sha1", "RSA-SHA256", "sha512"].map(h => crypto.createSign(h).update("da").update("ta").sign(rsa, "hex")),
  "rsa, one shot": () => crypto.sign("sha256", B.from("data"), rsa).toString("hex") === crypto.createSign("RSA-SHA256").update("data").sign({ key: rsa }, "hex"),
  "rsa verifies": () => { const s = crypto.sign("sha256", B.from("data"), rsa), pub = crypto.createPublicKey(rsa); return [crypto.verify("sha256", B.from("data"), pub, s), crypto.createVerify("sha256").update("data").verify(pub, s), crypto.createVerify("sha256").update("other").verify(rsa, s.toString("hex"), "hex"), crypto.createVerify("sha256").update("data").verify(pub.export({ type: "spki", format: "pem" }), s)]; },
  "pss": () => { const how = { key: rsa, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: crypto.constants.RSA_PSS_SALTLEN_DIGEST }, s = crypto.sign("sha256", B.from("d"), how); return [s.length, crypto.verify("sha256", B.from("d"), how, s), crypto.verify("sha256", B.from("e"), how, s)]; },
  "ecdsa": () => { const s = crypto.sign("sha256", B.from("d"), ec), raw = crypto.sign("sha256", B.from("d"), { key: ec, dsaEncoding: "ieee-p1363" }); return [s[0], raw.length, crypto.verify("sha256", B.from("d"), ec, s), crypto.verify("sha256", B.from("d"), { key: ec, dsaEncoding: "ieee-p1363" }, raw), crypto.verify("sha256", B.from("d"), ec, raw)]; },
  "ed25519": () => { const key = crypto.createPrivateKey({ key: ed, format: "jwk" }), s = crypto.sign(null, B.from("d"), key); return [s.toString("hex"), crypto.verify(null, B.from("d"), crypto.createPublicKey(key), s)]; },
  "keys": () => [rsa, ec].map(p => { const key = crypto.createPrivateKey(p), pub = crypto.createPublicKey(p); return [key.type, key.asymmetricKeyType, String(key.asymmetricKeyDetails.publicExponent), key.asymmetricKeyDetails.namedCurve ?? "-", key.asymmetricKeyDetails.modulusLength ?? 0, pub.type, pub.equals(crypto.createPublicKey(key)), key.export({ type: "pkcs8", format: "pem" }) === p]; }),
  "keys in every form": () => { const key = crypto.createPrivateKey(rsa), pub = crypto.createPublicKey(rsa), e = crypto.createPrivateKey(ec); return [key.export({ type: "pkcs1", format: "pem" }), pub.export({ type: "pkcs1", format: "der" }).toString("base64"), pub.export({ type: "spki", format: "der" }).toString("base64"), e.export({ type: "sec1", format: "pem" }), sorted(key.export({ format: "jwk" })), sorted(pub.export({ format: "jwk" })), sorted(e.export({ format: "jwk" }))]; },
  "keys out of every form": () => { const key = crypto.createPrivateKey(rsa), e = crypto.createPrivateKey(ec); return [crypto.createPrivateKey(key.export({ type: "pkcs1", format: "pem" })).equals(key), crypto.createPrivateKey({ key: key.export({ type: "pkcs8", format: "der" }), type: "pkcs8", format: "der" }).equals(key), crypto.createPrivateKey({ key: e.export({ format: "jwk" }), format: "jwk" }).equals(e), crypto.createPublicKey({ key: key.export({ format: "jwk" }), format: "jwk" }).equals(crypto.createPublicKey(key))]; },
  "secret keys": () => { const s = crypto.createSecretKey("abcd", "hex"); return [s.type, s.symmetricKeySize, s.export().toString("hex"), s.export({ format: "jwk" }), s.equals(crypto.createSecretKey(B.from([0xab, 0xcd]))), s.asymmetricKeyType ?? "none"]; },
  "errors of keys": () => [code(() => crypto.createPrivateKey("nope")), code(() => crypto.createPublicKey("nope")), code(() => crypto.createPublicKey({})), code(() => crypto.createSign("sha256").sign("x")), code(() => crypto.createSign("nope")), code(() => crypto.createPrivateKey(rsa).export()), code(() => crypto.createPublicKey(rsa).export({ format: "pem", type: "nope" })), code(() => crypto.createPublicKey(crypto.createPublicKey(rsa)))],
  "rsa encrypts": () => [{}, { padding: crypto.constants.RSA_PKCS1_PADDING }, { oaepHash: "sha256" }].map((o, i) => { const c = crypto.publicEncrypt({ key: crypto.createPublicKey(rsa), ...o }, B.from("secret")); return i === 1 ? c.length : crypto.privateDecrypt({ key: rsa, ...o }, c).toString(); }),
  "rsa the other way": () => { const c = crypto.privateEncrypt(rsa, B.from("signed")); return [c.toString("hex"), crypto.publicDecrypt(crypto.createPublicKey(rsa), c).toString()]; },
  "errors of rsa": () => [code(() => crypto.publicEncrypt(rsa, B.alloc(300))), code(() => crypto.privateDecrypt(rsa, B.alloc(256)))],
  "pbkdf2": () => [crypto.pbkdf2Sync("secret", "salt", 1000, 32, "sha512").toString("hex"), crypto.pbkdf2Sync(B.from("p"), B.from("s"), 1, 70, "sha1").toString("hex")],
  "pbkdf2 later": () => new Promise((ok, no) => crypto.pbkdf2("secret", "salt", 10, 16, "sha256", (e, key) => (e ? no(e) : ok(key.toString("hex"))))),
  "scrypt": () => [crypto.scryptSync("pw", "salt", 32).toString("hex"), crypto.scryptSync("pw", "salt", 16, { N: 1024, r: 4, p: 2 }).toString("hex")],
  "scrypt later": () => require("util").promisify(crypto.scrypt)("pw", "salt", 16).then(b => b.toString("hex")),
  "hkdf": () => B.from(crypto.hkdfSync("sha256", "key", "salt", "info", 42)).toString("hex"),
  "errors of derivation": () => [code(() => crypto.pbkdf2Sync("p", "s", 0, 16, "sha1")), code(() => crypto.pbkdf2Sync("p", "s", 1, 16, "nope")), code(() => crypto.pbkdf2Sync("p", "s", 1, 16)), code(() => crypto.scryptSync("p", "s", 16, { N: 3 })), code(() => crypto.scryptSync("p", "s", 16, { N: 1 << 20 })), code(() => crypto.hkdfSync("sha256", "k", "s", "i", 99999)), code(() => crypto.pbkdf2("p", "s", 1, 1, "sha1"))],
  "made keys": () => { const r = crypto.generateKeyPairSync("ec", { namedCurve: "P-256", publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } }), e = crypto.generateKeyPairSync("ed25519"); return [r.publicKey.split("\n")[0], crypto.verify("sha256", B.from("x"), r.publicKey, crypto.sign("sha256", B.from("x"), r.privateKey)), e.privateKey.asymmetricKeyType, crypto.generateKeySync("aes", { length: 256 }).symmetricKeySize]; },
  "made keys later": async () => { const { publicKey, privateKey } = await require("util").promisify(crypto.generateKeyPair)("x25519"), other = crypto.generateKeyPairSync("x25519"); return crypto.diffieHellman({ privateKey, publicKey: other.publicKey }).equals(crypto.diffieHellman({ privateKey: other.privateKey, publicKey })); },
  "chance": () => [crypto.randomBytes(5).length, crypto.randomInt(5, 6), crypto.randomUUID().length, crypto.randomFillSync(B.alloc(3), 1).length, crypto.randomFillSync(new Uint32Array(2)).length],
  "timingSafeEqual": () => [crypto.timingSafeEqual(B.from("a"), B.from("a")), crypto.timingSafeEqual(B.from("a"), B.from("b")), code(() => crypto.timingSafeEqual(B.from("a"), B.from("ab")))],
  "streams": async () => { const { Readable } = require("stream"), { buffer } = require("stream/consumers"), { pipeline } = require("stream/promises"); const h = crypto.createHash("sha1"); await pipeline(Readable.from(["a", "b"]), h); const c = Readable.from([B.from(text)]).pipe(crypto.createCipheriv("aes-128-cbc", k(16), iv(16))); return [h.digest ? (h.read() ?? B.alloc(0)).toString("hex") : "", (await buffer(c)).toString("hex")]; },
};
