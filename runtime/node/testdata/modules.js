const url = require("url"), qs = require("querystring");
// As Node 22 answers.
equal({ ...url.parse("http://u:p@h.example:8080/p/a?q=1#f") }, { protocol: "http:", slashes: true, auth: "u:p", host: "h.example:8080", port: "8080", hostname: "h.example", hash: "#f", search: "?q=1", query: "q=1", pathname: "/p/a", path: "/p/a?q=1", href: "http://u:p@h.example:8080/p/a?q=1#f" });
equal({ ...url.parse("/a?b=c", true).query }, { b: "c" });
equal([url.resolve("/one/two/three", "four"), url.resolve("http://example.com/one", "/two"), url.format({ protocol: "http", host: "h", pathname: "p", query: { a: [1, 2] } })], ["/one/two/four", "http://example.com/two", "http://h/p?a=1&a=2"]);
equal([url.fileURLToPath("file:///a%20b"), url.pathToFileURL("/a b#c").href, url.format(new URL("http://a/b?c#d"), { fragment: false })], ["/a b", "file:///a%20b%23c", "http://a/b?c"]);
equal(url.urlToHttpOptions(new URL("http://u:p@h:81/x?y")).auth, "u:p");
equal([url.domainToASCII("例え.jp"), url.domainToUnicode("xn--r8jz45g.jp")], ["xn--r8jz45g.jp", "例え.jp"]);
equal(qs.parse("a=1&a=2&b=x+y&c=%E4%BD%A0&d&=e&f=%zz", "&", "="), Object.assign(Object.create(null), { a: ["1", "2"], b: "x y", c: "你", d: "", "": "e", f: "%zz" }));
equal([qs.stringify({ a: [1, "二"], b: true, c: null, d: NaN, e: 5n }), qs.stringify({ a: "b" }, ";", ":"), qs.escape("é"), qs.unescape("%41%")], ["a=1&a=%E4%BA%8C&b=true&c=&d=&e=5", "a:b", "%C3%A9", "A%"]);
const puny = require("punycode");
equal([puny.toASCII("mañana.com"), puny.decode("maana-pta"), puny.ucs2.decode("😀")], ["xn--maana-pta.com", "mañana", [128512]]);
---
equal([self === globalThis, navigator.userAgent, navigator.onLine, typeof navigator.language, navigator.hardwareConcurrency > 0], [true, "hotreply", true, "string", true]);
const os = require("os");
equal([typeof os.platform(), os.cpus().length > 0, os.tmpdir(), os.hostname(), os.userInfo().username, os.constants.signals.SIGINT, `${os.arch}`], ["string", true, "/tmp", "localhost", "hotreply", 2, os.arch()]);
equal(require("constants").ENOENT, 2);
const { performance: p, PerformanceObserver } = require("perf_hooks");
new PerformanceObserver(() => {}).observe({ entryTypes: ["measure"] });
equal(p === performance, true);
const dc = require("diagnostics_channel"), got = [];
const ch = dc.channel("x");
equal(ch.hasSubscribers, false);
const take = (m, name) => got.push([m, name]);
dc.subscribe("x", take);
ch.publish(1);
equal([got, dc.unsubscribe("x", take), dc.hasSubscribers("x")], [[[1, "x"]], true, false]);
const m = require("module");
equal([m.isBuiltin("fs"), m.isBuiltin("node:test"), m.isBuiltin("test"), m.isBuiltin("x"), m.builtinModules.includes("zlib"), m.createRequire("/x.js")("path") === require("path")], [true, true, false, false, true, true]);
equal([require("sys") === require("util"), typeof process.getBuiltinModule("node:zlib").gzipSync, process.getBuiltinModule("nope")], [true, "function", undefined]);
const { AsyncLocalStorage, AsyncResource } = require("async_hooks");
const als = new AsyncLocalStorage();
equal([als.run(1, () => als.getStore()), als.getStore(), als.run(1, () => als.exit(() => als.getStore()))], [1, undefined, undefined]);
equal(als.run(2, () => new AsyncResource("X")).runInAsyncScope(() => als.getStore()), 2);
equal([process.stdout.isTTY, process.stdout.write("a line\n"), process.stderr.columns, process.umask(), process.release.name, process.memoryUsage().heapUsed > 0], [false, true, 80, 63, "hotreply", true]);
let exits = 0;
process.once("exit", () => exits++);
equal([process.listenerCount("exit"), process.emit("exit"), exits], [1, true, 1]);
---
// Names that packages of many years reach for.
const o = {};
o.__defineGetter__("a", () => 5);
o.__defineSetter__("b", function (v) { this.c = v; });
o.b = 1;
equal([o.a, o.c, o.__lookupGetter__("a")(), typeof o.__lookupSetter__("b")], [5, 1, 5, "function"]);
equal([typeof Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array).prototype, Symbol.toStringTag).get, Object.getPrototypeOf(Uint8Array).name], ["function", "TypedArray"]);
const asyncIterator = Object.getPrototypeOf(Object.getPrototypeOf(async function* () { }).prototype);
equal([typeof asyncIterator[Symbol.asyncIterator], (() => {}).prototype, Object.hasOwn(() => {}, "prototype")], ["function", undefined, false]);
class Sorted extends URLSearchParams { entries() { return super.entries(); } *[Symbol.iterator]() { for (const k of this.keys()) yield [k, this.get(k)]; } }
equal([...new Sorted("b=1&a=2")], [["b", "1"], ["a", "2"]]);
---
// What AsyncLocalStorage holds goes along with awaits, reactions and timers,
// and to nobody else.
const { AsyncLocalStorage } = require("async_hooks");
const als = new AsyncLocalStorage(), other = new AsyncLocalStorage();
const at = async name => {
  const seen = [als.getStore()];
  await null;
  seen.push(als.getStore());
  await new Promise(resolve => setTimeout(resolve, 1));
  seen.push(als.getStore());
  await Promise.resolve().then(() => seen.push(als.getStore()));
  await new Promise(resolve => queueMicrotask(() => { seen.push(als.getStore()); resolve(); }));
  await new Promise(resolve => process.nextTick(() => { seen.push(als.getStore()); resolve(); }));
  await new Promise(resolve => setTimeout(() => { seen.push(als.getStore()); resolve(); }, 1));
  await other.run("inner", async () => { await null; seen.push(als.getStore() + other.getStore()); });
  seen.push(als.getStore(), other.getStore());
  return seen;
};
const [a, b, none] = await Promise.all([als.run("a", at), als.run("b", at), at()]);
const of = (v, inner) => [v, v, v, v, v, v, v, inner, v, undefined];
equal([a, b, none], [of("a", "ainner"), of("b", "binner"), of(undefined, "undefinedinner")]);
equal(als.getStore(), undefined);
---
const { values, positionals } = require("util").parseArgs({ args: ["-n", "5", "--all", "x"], options: { number: { type: "string", short: "n" }, all: { type: "boolean" } }, allowPositionals: true });
equal([{ ...values }, positionals], [{ number: "5", all: true }, ["x"]]);
const { isAscii, transcode } = require("buffer");
equal([isAscii(Buffer.from("abc")), isAscii(Buffer.from("é")), transcode(Buffer.from("é"), "utf8", "latin1").toString("hex")], [true, false, "e9"]);
