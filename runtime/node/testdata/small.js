equal([process.env.CITY, process.env.HOME, typeof process.platform, process.cwd(), process.versions.node], ["北京", undefined, "string", "/", "22.0.0"]);
process.env.CITY = "mine";
equal(process.env.CITY, "mine");
await new Promise(resolve => process.nextTick((a, b) => { equal([a, b], [1, 2]); resolve(); }, 1, 2));
equal(process.hrtime().length, 2);
assert(process.hrtime.bigint() > 0n, "bigint");
equal([global === globalThis, typeof setImmediate], [true, "function"]);
---
process.exit(1); /// a rule can not stop hotreply
---
const { StringDecoder } = require("string_decoder");
const d = new StringDecoder("utf8");
equal([d.write(Buffer.from([0xe5, 0xa5])), d.write(Buffer.from([0xbd])), d.end()], ["", "好", ""]);
const b = new StringDecoder("base64");
equal([b.write(Buffer.from("a")), b.write(Buffer.from("bcd")), b.end()], ["", "YWJj", "ZA=="]);
---
new (require("string_decoder").StringDecoder)("nope"); /// the encoding "nope" is not known
---
const assertions = require("assert");
assertions.deepStrictEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] });
assertions.throws(() => { throw new TypeError("bad"); }, /bad/);
assertions.throws(() => { throw new TypeError("bad"); }, TypeError);
assertions.throws(() => { throw new TypeError("bad"); }, { message: "bad" });
await assertions.rejects(Promise.reject(new Error("x")), /x/);
assertions.equal(1, "1");
assertions(true);
---
require("assert").strictEqual(1, 2); /// 1 !== 2
---
require("assert").deepStrictEqual([1], ["1"]); /// is not deeply
---
require("assert").throws(() => {}); /// nothing was thrown
---
require("assert").ok(0, "zero"); /// zero
---
const { setTimeout: wait } = require("timers/promises");
equal(await wait(1, "v"), "v");
equal(require("querystring").stringify({ a: [1, 2], b: "x y" }), "a=1&a=2&b=x%20y");
equal({ ...require("querystring").parse("a=1&a=2&b=%20") }, { a: ["1", "2"], b: " " });
equal(require("url").parse("http://u:p@h:1/p?q#f").path, "/p?q");
equal(require("url").fileURLToPath("file:///a%20b"), "/a b");
equal(require("os").EOL, "\n");
---
equal([typeof WebSocket, typeof XMLHttpRequest, typeof WeakRef], ["undefined", "undefined", "undefined"]);
---
const { setTimeout: set, clearImmediate: clear } = require("timers");
equal([set === setTimeout, clear === clearImmediate], [true, true]);
let ran = false;
clearImmediate(setImmediate(() => { ran = true; }));
await new Promise(resolve => setTimeout(resolve, 5));
equal(ran, false);
equal([require("process") === process, require("assert/strict").ok === require("assert").ok, require("path/posix") === require("path")], [true, true, true]);
