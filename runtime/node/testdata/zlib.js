const zlib = require("zlib"), { promisify } = require("util");
const text = "好好学习，天天向上。".repeat(200), data = Buffer.from(text);
for (const [pack, unpack] of [["gzip", "gunzip"], ["deflate", "inflate"], ["deflateRaw", "inflateRaw"], ["brotliCompress", "brotliDecompress"], ["gzip", "unzip"], ["deflate", "unzip"]]) {
  const packed = zlib[`${pack}Sync`](data);
  assert(packed.length < data.length / 10, pack);
  equal(zlib[`${unpack}Sync`](packed).toString(), text);
  equal((await promisify(zlib[unpack])(await promisify(zlib[pack])(text))).toString(), text);
  const create = name => zlib[`create${name[0].toUpperCase()}${name.slice(1)}`]();
  const parts = [];
  const inner = create(unpack);
  for (const s of [create(pack), inner]) assert(s instanceof require("stream").Transform, pack);
  const { Readable } = require("stream");
  const out = await require("stream/consumers").buffer(Readable.from([data.subarray(0, 100), data.subarray(100, 101), data.subarray(101)]).pipe(create(pack)).pipe(inner));
  equal(out.toString(), text);
}
// What Node packed, unpacks.
equal(zlib.gunzipSync(Buffer.from("H4sIAAAAAAAAA8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==", "base64")).toString(), "hello world");
equal(zlib.inflateSync(Buffer.from("eJzLSM3JyVcozy/KSQEAGgsEXQ==", "base64")).toString(), "hello world");
equal(zlib.inflateRawSync(Buffer.from("y0jNyclXKM8vykkBAA==", "base64")).toString(), "hello world");
equal(zlib.brotliDecompressSync(Buffer.from("CwWAaGVsbG8gd29ybGQD", "base64")).toString(), "hello world");
equal([zlib.crc32("hello"), zlib.crc32(Buffer.from("lo"), zlib.crc32("hel")), zlib.constants.Z_BEST_SPEED, zlib.codes.Z_DATA_ERROR, zlib.codes["-3"]], [907060870, 907060870, 1, -3, "Z_DATA_ERROR"]);
// Members one behind the other, and what is none behind them.
equal(zlib.gunzipSync(Buffer.concat([zlib.gzipSync("a"), zlib.gzipSync("b"), Buffer.from([0, 0, 0])])).toString(), "ab");
const dictionary = Buffer.from("hello world");
equal(zlib.inflateSync(zlib.deflateSync("hello", { dictionary }), { dictionary }).toString(), "hello");
// A packer gives what it has when it is asked to.
const live = zlib.createGzip(), seen = zlib.createGunzip();
live.pipe(seen);
live.write("now");
live.flush();
equal(String(await new Promise(resolve => seen.once("data", resolve))), "now");
---
const zlib = require("node:zlib");
const told = f => { try { f(); return "none"; } catch (e) { return [e.constructor.name, e.code, e.errno ?? null]; } };
equal(told(() => zlib.gunzipSync("not gzip at all")), ["Error", "Z_DATA_ERROR", -3]);
equal(told(() => zlib.inflateSync(zlib.deflateSync("some text that is cut").subarray(0, 10))), ["Error", "Z_BUF_ERROR", -5]);
equal(told(() => zlib.gunzipSync("")), ["Error", "Z_BUF_ERROR", -5]);
const wrong = zlib.gzipSync("abc");
wrong[wrong.length - 6] ^= 255;
equal(told(() => zlib.gunzipSync(wrong)), ["Error", "Z_DATA_ERROR", -3]);
equal(told(() => zlib.inflateSync(zlib.deflateSync("a".repeat(1000)), { maxOutputLength: 100 })), ["RangeError", "ERR_BUFFER_TOO_LARGE", null]);
equal(told(() => zlib.gzipSync("x", { level: 10 })), ["RangeError", "ERR_OUT_OF_RANGE", null]);
equal(told(() => zlib.gzipSync(5)), ["TypeError", "ERR_INVALID_ARG_TYPE", null]);
const stream = zlib.createInflate();
const failed = new Promise(resolve => stream.on("error", resolve));
stream.end("nonsense");
equal((await failed).code, "Z_DATA_ERROR");
const whole = zlib.createGunzip({ maxOutputLength: 1000 }), much = new Promise(resolve => whole.on("error", resolve));
whole.resume();
whole.end(zlib.gzipSync(Buffer.alloc(10000)));
equal((await much).code, "ERR_BUFFER_TOO_LARGE");
equal((await new Promise(resolve => zlib.gunzip("x", e => resolve(e)))).code, "Z_DATA_ERROR");
// Inherited as packages do that were written before classes.
function Inflate(o) { zlib.Inflate.call(this, o); }
require("util").inherits(Inflate, zlib.Inflate);
const heir = new Inflate();
heir.end(zlib.deflateSync("heir"));
equal(await require("stream/consumers").text(heir), "heir");
---
require("zlib").zstdCompressSync("x"); /// zlib.zstdCompressSync is not available in hotreply
