const crypto = require("crypto");
equal(crypto.createHash("md5").update("abc").digest("hex"), "900150983cd24fb0d6963f7d28e17f72");
equal(crypto.createHash("SHA1").update("a").update(Buffer.from("bc")).digest("base64"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
equal(crypto.createHash("sha-256").update("").digest().length, 32);
equal(crypto.createHmac("sha256", "key").update("msg").digest("hex"), "2d93cbc1be167bcb1637a4a23cbff01a7878f0c50ee833954ea5221bb1b8c628");
equal([crypto.randomBytes(5).length, crypto.randomUUID().length, Buffer.isBuffer(crypto.randomBytes(1))], [5, 36, true]);
for (let i = 0; i < 50; i++) { const n = crypto.randomInt(3, 5); assert(n === 3 || n === 4, n); }
equal([crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("a")), crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("b"))], [true, false]);
assert(crypto.getHashes().includes("sha512"), "hashes");
---
require("crypto").createHash("md4"); /// Digest method not supported: md4
---
require("crypto").createHash("md5").update(5); /// the data must be a string or bytes, not number
---
const h = require("crypto").createHash("md5"); h.digest();
h.digest(); /// Digest already called
---
require("crypto").timingSafeEqual(Buffer.from("a"), Buffer.from("ab")); /// must have the same byte length
---
require("crypto").createDiffieHellman(512); /// crypto.createDiffieHellman is not available in hotreply

---
const crypto = require("crypto");
let hash;
try { crypto.createHash("md4"); } catch (e) { hash = e; }
assert(/md5, sha1/.test(hash.hint), hash.hint);
for (const f of [() => crypto.createPrivateKey("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"), () => crypto.pbkdf2Sync("p", "s", 1e9, 32, "sha1"), () => crypto.scryptSync("p", "s", 32, { N: 1 << 22, maxmem: 2 ** 40 }), () => crypto.generateKeyPairSync("ec", { namedCurve: "secp256k1" })]) {
  let e = null;
  try { f(); } catch (x) { e = x; }
  assert(e?.hint, `${e}`);
}
