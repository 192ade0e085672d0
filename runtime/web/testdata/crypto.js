assert(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), "uuid");
assert(crypto.randomUUID() !== crypto.randomUUID(), "twice the same");
const a = crypto.getRandomValues(new Uint32Array(8));
assert(a.some(x => x !== 0), "all zero");
const hex = b => [...new Uint8Array(b)].map(x => x.toString(16).padStart(2, "0")).join("");
equal(hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("key"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
const sig = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode("msg"));
equal(hex(sig), "2d93cbc1be167bcb1637a4a23cbff01a7878f0c50ee833954ea5221bb1b8c628");
equal(await crypto.subtle.verify("HMAC", key, sig, new TextEncoder().encode("msg")), true);
equal(await crypto.subtle.verify("HMAC", key, sig, new TextEncoder().encode("other")), false);
---
crypto.getRandomValues(new Float64Array(1)); /// give an integer typed array
---
crypto.getRandomValues(new Uint8Array(70000)); /// 70000 bytes are more than 65536
---
await crypto.subtle.digest("MD5", new Uint8Array()); /// the hash "MD5" is not available
---
await crypto.subtle.digest("SHA-1", "text"); /// use new TextEncoder\(\).encode\(text\)
---
await crypto.subtle.encrypt(); /// crypto.subtle.encrypt is not available
---
const t = performance.now();
assert(t >= 0 && performance.now() >= t && performance.timeOrigin > 1e12, "time");
performance.mark("m");
assert(performance.measure("x", "m").duration >= 0, "measure");
---
performance.measure("x", "unknown"); /// there is no mark "unknown"
---
const key = await crypto.subtle.importKey("raw", new Uint8Array(1), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
equal([crypto instanceof Crypto, crypto.subtle instanceof SubtleCrypto, key instanceof CryptoKey, key.type, key.extractable], [true, true, true, "secret", false]);
---
await crypto.subtle.importKey("jwk", {}, "HMAC", false, []); /// importKey of jwk for HMAC is not available
