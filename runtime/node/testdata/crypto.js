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
require("crypto").createHash("md4"); /// the hash "md4" is not known: md5,
---
require("crypto").createHash("md5").update(5); /// the data must be a string or bytes, not number
---
const h = require("crypto").createHash("md5"); h.digest();
h.digest(); /// digest was already called
---
require("crypto").timingSafeEqual(Buffer.from("a"), Buffer.from("ab")); /// are not of one length
---
require("crypto").createCipheriv("aes-128-cbc", "", ""); /// createCipheriv is not available.*crypto-js
