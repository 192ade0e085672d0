const b = Buffer.from("héllo 好");
equal([b.length, b.toString(), b.toString("hex"), b.toString("base64")], [10, "héllo 好", "68c3a96c6c6f20e5a5bd", "aMOpbGxvIOWlvQ=="]);
equal(Buffer.from("aMOpbGxvIOWlvQ", "base64").toString(), "héllo 好");
equal(Buffer.from("-_-_", "base64").toString("base64url"), "-_-_");
equal([...Buffer.from("é\u0142", "latin1")], [233, 66]);
equal(Buffer.from([0xe9, 0x41]).toString("latin1"), "éA");
equal(Buffer.from([0xe9, 0x41]).toString("ascii"), "iA");
equal([...Buffer.from("a好", "utf16le")], [97, 0, 125, 89]);
equal(Buffer.from("好😀", "utf16le").toString("ucs2"), "好😀");
equal(Buffer.from("abz1", "hex").toString("hex"), "ab");
equal(Buffer.from(b).equals(b), true);
equal(b instanceof Uint8Array && Buffer.isBuffer(b) && !Buffer.isBuffer(new Uint8Array(1)), true);
equal(JSON.stringify(Buffer.from("a")), '{"type":"Buffer","data":[97]}');
equal(Buffer.from(JSON.parse('{"type":"Buffer","data":[97]}')).toString(), "a");
equal(Buffer.concat([Buffer.from("a"), Buffer.from("bc")]).toString(), "abc");
equal(Buffer.concat([Buffer.from("abc")], 2).toString(), "ab");
equal(Buffer.alloc(3, "ab").toString(), "aba");
equal([Buffer.byteLength("好"), Buffer.isEncoding("UTF8"), Buffer.isEncoding("x")], [3, true, false]);
equal([b.indexOf("好"), b.includes("zzz"), b.indexOf(0x6c), b.lastIndexOf("l"), b.indexOf("l", 5)], [7, false, 3, 4, -1]);
equal([Buffer.compare(Buffer.from("a"), Buffer.from("b")), Buffer.from("a").compare(Buffer.from("a"))], [-1, 0]);
const s = b.subarray(0, 1); s[0] = 72;
equal([b.toString().slice(0, 2), Buffer.isBuffer(s), Buffer.isBuffer(b.slice(1, 2))], ["Hé", true, true]);
equal(Buffer.from("x").inspect(), "<Buffer 78>");
equal([new Buffer("abc").toString(), Buffer("abc").toString(), Buffer(2).length, Object.keys(Buffer).includes("from"), Buffer.name], ["abc", "abc", 2, true, "Buffer"]);
class Mine extends Buffer { hi() { return this.length; } }
equal([new Mine(3).hi(), new Mine(3) instanceof Buffer], [3, true]);
---
const b = Buffer.alloc(16);
equal(b.writeUInt32BE(0xdeadbeef, 0), 4);
b.writeInt16LE(-2, 4);
b.writeDoubleLE(1.5, 8);
equal([b.readUInt32BE(0), b.readUint8(0), b.readInt8(0), b.readInt16LE(4), b.readDoubleLE(8), b.readUInt16LE(0)], [0xdeadbeef, 0xde, -34, -2, 1.5, 0xadde]);
b.writeBigInt64BE(-5n, 0);
equal(b.readBigInt64BE(0) === -5n, true);
b.writeIntBE(-3, 0, 3);
equal([b.readIntBE(0, 3), b.readUIntBE(0, 3), b.readUIntLE(0, 3)], [-3, 0xfffffd, 0xfdffff]);
equal([b.write("hi", 1), b.toString("utf8", 1, 3), b.write("ff", 0, "hex"), b[0]], [2, "hi", 1, 255]);
equal([...Buffer.from([1, 2, 3, 4]).swap16()], [2, 1, 4, 3]);
const t = Buffer.alloc(3);
equal([Buffer.from("abcd").copy(t, 1), t.toString("latin1")], [2, "\0ab"]);
---
Buffer.from("x", "klingon"); /// the encoding "klingon" is not known
---
Buffer.from(5); /// give a string, an array, a Buffer or an ArrayBuffer, not number
---
Buffer.alloc("5"); /// the size must be a number
---
Buffer.alloc(2).readUInt32LE(0); /// 4 bytes at 0 are outside a Buffer of 2
---
Buffer.from("a").equals("a"); /// give a Buffer or a Uint8Array
---
Buffer.concat(Buffer.from("a")); /// give an array of Buffers
---
import("buffer").then(m => equal(m.Buffer === Buffer, true));
equal(require("node:buffer").Buffer === Buffer, true);
