const { Readable, Writable, Transform, Duplex, PassThrough, Stream, pipeline, finished } = require("stream");
const { pipeline: piped, finished: over } = require("stream/promises");
equal([require("stream") === Stream, require("stream").promises === require("stream/promises"), new Readable() instanceof Stream, new Readable() instanceof require("events")], [true, true, true, true]);
const upper = () => new Transform({ transform(chunk, enc, done) { done(null, String(chunk).toUpperCase()); } });
let text = "";
await piped(Readable.from(["a", "b", "好"]), upper(), new Writable({ write(chunk, enc, done) { text += chunk; done(); } }));
equal(text, "AB好");
// Older packages inherit with call().
function Old() { Transform.call(this); }
require("util").inherits(Old, Transform);
Old.prototype._transform = function (c, e, done) { this.push(`<${c}>`); done(); };
const old = new Old();
old.end("x");
equal(await require("stream/consumers").text(old), "<x>");
function Oldest() { Stream.call(this); }
require("util").inherits(Oldest, Stream);
const seen = [];
const o = new Oldest();
o.on("data", c => seen.push(c));
o.emit("data", 1);
equal([seen, o instanceof Stream], [[1], true]);
---
const { Readable, Writable, PassThrough, pipeline, finished, Duplex, compose, addAbortSignal, isReadable, getDefaultHighWaterMark } = require("node:stream");
const failed = await new Promise(resolve => pipeline(new Readable({ read() { this.destroy(new Error("broken")); } }), new PassThrough(), resolve));
equal(failed.message, "broken");
const { json, buffer, arrayBuffer, blob } = require("stream/consumers");
equal(await json(Readable.from(["{\"a\":", "1}"])), { a: 1 });
equal([(await buffer(Readable.from([Buffer.from("x")]))).toString(), (await arrayBuffer(Readable.from(["ab"]))).byteLength, (await blob(Readable.from(["abc"]))).size], ["x", 2, 3]);
// From and to the streams of fetch.
const web = new Response("网页").body;
equal(await require("stream/consumers").text(Readable.fromWeb(web)), "网页");
equal(await new Response(Readable.toWeb(Readable.from([Buffer.from("回")]))).text(), "回");
let got = "";
await Readable.toWeb(Readable.from(["p", "q"])).pipeTo(Writable.toWeb(new Writable({ write(c, e, done) { got += c; done(); } })));
equal(got, "pq");
const list = [];
for await (const c of Readable.from([1, 2, 3])) list.push(c);
equal([list, getDefaultHighWaterMark(true), isReadable(new PassThrough())], [[1, 2, 3], 16, true]);
equal(await Readable.from([1, 2, 3, 4]).filter(x => x % 2 === 0).map(x => x * 10).toArray(), [20, 40]);
const stop = new AbortController();
const endless = addAbortSignal(stop.signal, new Readable({ read() { } }));
stop.abort();
equal(await new Promise(resolve => endless.on("error", e => resolve([e.name, e.code]))), ["AbortError", "ABORT_ERR"]);
const [a, b] = require("stream").duplexPair();
a.write("hi");
equal(String(await new Promise(resolve => b.once("data", resolve))), "hi");
equal(require("stream/web").ReadableStream === ReadableStream, true);
const timers = require("timers/promises");
let n = 0;
for await (const v of timers.setInterval(1, "t")) { equal(v, "t"); if (++n === 3) break; }
equal(n, 3);
---
const { Readable } = require("stream");
const readline = require("readline");
const lines = [];
for await (const l of readline.createInterface({ input: Readable.from(["a\nb\r", "\nc"]), crlfDelay: Infinity })) lines.push(l);
equal(lines, ["a", "b", "c"]);
equal(typeof require("readline/promises").createInterface, "function");
