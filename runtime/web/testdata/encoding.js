equal([...new TextEncoder().encode("好a")], [229, 165, 189, 97]);
equal(new TextEncoder().encode().length, 0);
equal(new TextDecoder().decode(new Uint8Array([0xEF, 0xBB, 0xBF, 0x61])), "a");
equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([0xEF, 0xBB, 0xBF, 0x61])), "\uFEFFa");
equal(new TextDecoder().decode(new Uint8Array([0xE2, 0x82, 0x41])), "\uFFFDA");
equal(new TextDecoder("gbk").decode(new Uint8Array([0xc4, 0xe3, 0xba, 0xc3])), "你好");
equal(new TextDecoder("GB2312").encoding, "gbk");
equal(new TextDecoder("gb18030").decode(new Uint8Array([0x84, 0x31, 0xa4, 0x37])), "\uFFFD");
equal(new TextDecoder("utf-16le").decode(new Uint8Array([0x60, 0x4f, 0x7d, 0x59])), "你好");
equal(new TextDecoder("latin1").encoding, "windows-1252");
equal(new TextDecoder().decode(new ArrayBuffer(0)), "");
equal(new TextDecoder().decode(new Uint16Array([0x6161])), "aa");
const d = new TextDecoder();
equal(d.decode(new Uint8Array([0xE5, 0xA5]), { stream: true }), "");
equal(d.decode(new Uint8Array([0xBD, 0x21]), { stream: true }), "好!");
equal(d.decode(), "");
const target = new Uint8Array(5);
equal(new TextEncoder().encodeInto("a好好", target), { read: 2, written: 4 });
---
new TextDecoder("klingon"); /// the encoding "klingon" is not known
---
new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff])); /// the bytes are not valid in this encoding
---
new TextDecoder().decode("text"); /// give an ArrayBuffer or a typed array
---
new TextEncoder().encodeInto("a", []); /// the target is not a Uint8Array
---
equal(btoa("hi\xff"), "aGn/");
equal(atob(" aGn/ "), "hi\xff");
equal(atob("aGk"), "hi");
---
btoa("好"); /// characters above U\+00FF
---
atob("a"); /// atob: not base64
---
try { atob("*"); } catch (e) { equal([e.name, e.code, e instanceof DOMException], ["InvalidCharacterError", 5, true]); }
---
const all = name => new TextDecoder(name).decode(Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i));
const controls = String.fromCharCode(...Array.from({ length: 32 }, (_, i) => 0x80 + i));
for (const name of ["iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-8", "iso-8859-8-i", "iso-8859-15"]) equal(all(name), controls);
equal(all("windows-1252"), "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ");
equal(all("windows-1255"), "€\x81‚ƒ„…†‡ˆ‰\x8a‹\x8c\x8d\x8e\x8f\x90‘’“”•–—˜™\x9a›\x9c\x9d\x9e\x9f");
equal(new TextDecoder("windows-1253").decode(new Uint8Array([0x81, 0xe1, 0xaa])), "\x81α\uFFFD");
equal(new TextDecoder("windows-1252").decode(new Uint8Array([0x61]), { stream: true }), "a");
---
new TextDecoder("windows-1253", { fatal: true }).decode(new Uint8Array([0xaa])); /// the bytes are not valid in this encoding
