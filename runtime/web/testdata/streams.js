const s = new ReadableStream({ start(c) { c.enqueue("a"); c.enqueue("b"); c.close(); } });
const r = s.getReader();
equal([s.locked, (await r.read()).value, (await r.read()).value, (await r.read()).done], [true, "a", "b", true]);
await r.closed;
r.releaseLock();
equal(s.locked, false);
---
let n = 0, canceled;
const s = new ReadableStream({ pull(c) { c.enqueue(++n); }, cancel(why) { canceled = why; } });
const got = [];
for await (const v of s) { got.push(v); if (v === 3) break; }
equal(got, [1, 2, 3]);
equal(canceled, undefined);
---
const [a, b] = ReadableStream.from([1, 2, 3]).tee();
const read = async s => { const l = []; for await (const v of s) l.push(v); return l; };
equal(await Promise.all([read(a), read(b)]), [[1, 2, 3], [1, 2, 3]]);
---
const up = new TransformStream({ transform(t, c) { c.enqueue(t.toUpperCase()); }, flush(c) { c.enqueue("!"); } });
const out = [];
for await (const v of ReadableStream.from(["a", "b"]).pipeThrough(up)) out.push(v);
equal(out, ["A", "B", "!"]);
---
const bytes = new TextEncoder().encode("你好");
const out = [];
for await (const t of ReadableStream.from([bytes.slice(0, 4), bytes.slice(4)]).pipeThrough(new TextDecoderStream())) out.push(t);
equal(out, ["你", "好"]);
const enc = [];
for await (const t of ReadableStream.from(["a"]).pipeThrough(new TextEncoderStream())) enc.push(...t);
equal(enc, [97]);
---
const written = [];
await ReadableStream.from([1, 2]).pipeTo(new WritableStream({ write(v) { written.push(v); }, close() { written.push("end"); } }));
equal(written, [1, 2, "end"]);
---
const s = new ReadableStream({ start(c) { c.error(new Error("broken")); } }); /// broken
await s.getReader().read();
---
const s = new ReadableStream();
s.getReader();
s.getReader(); /// the stream is already being read
---
new ReadableStream().getReader({ mode: "byob" }); /// mode "byob" is not available
---
ReadableStream.from(5); /// not iterable
---
const s = new ReadableStream({ async pull() { throw new Error("pull failed"); } }); /// pull failed
for await (const v of s) void v;
---
async function* lines() { yield "x"; yield "y"; }
const got = [];
for await (const v of ReadableStream.from(lines())) got.push(v);
equal(got, ["x", "y"]);
---
const s = ReadableStream.from(["a"]);
const r = new ReadableStreamDefaultReader(s);
equal([s.locked, (await r.read()).value], [true, "a"]);
await r.cancel();
---
equal(typeof reportError, "function"); // reports like any uncaught error, outside this chunk
