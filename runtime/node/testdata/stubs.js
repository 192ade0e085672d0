// What can not be had loads, can be looked at and inherited from.
const net = require("net"), tls = require("node:tls"), dgram = require("dgram"), child = require("child_process"), workers = require("worker_threads");
class Line extends net.Socket { }
class Safe extends tls.TLSSocket { }
class Listener extends net.Server { }
equal([typeof child.spawn, typeof net.connect, typeof dgram.createSocket, workers.isMainThread, new Line() instanceof net.Socket, new Safe() instanceof Line, new Listener().listening], ["function", "function", "function", true, true, false, false]);
equal([net.isIP("1.2.3.4"), net.isIPv6("::1"), net.isIP("nope"), net.isIPv4("::1")], [4, true, 0, false]);
class Job extends workers.Worker { }
class Child extends child.ChildProcess { }
equal([typeof Job, typeof Child, Job.prototype instanceof require("events")], ["function", "function", true]);
for (const name of ["cluster", "v8", "vm", "inspector", "inspector/promises", "repl", "domain", "wasi", "trace_events", "node:sqlite", "node:sea", "node:test", "tty", "http2", "dns", "dns/promises", "console", "path/win32"]) {
  assert(["object", "function"].includes(typeof require(name)), name);
}
class Database extends require("node:sqlite").DatabaseSync { }
equal([require("tty").isatty(1), require("cluster").isPrimary, require("http2").constants.NGHTTP2_NO_ERROR, typeof Database], [false, true, 0, "function"]);
---
const wants = {
  "child_process.exec": () => require("child_process").exec("ls"),
  "worker_threads.Worker": () => new (require("worker_threads").Worker)("x.js"), "vm.createContext": () => require("vm").createContext({}), "sqlite.DatabaseSync": () => new (require("node:sqlite").DatabaseSync)(":memory:"),
  "http.Server.listen": () => require("http").createServer().listen(80), "path.win32.join": () => require("path/win32").join("a"), "dgram.createSocket": () => require("dgram").createSocket("udp4"),
  "http2.connect": () => require("http2").connect("https://a"), "cluster.fork": () => require("cluster").fork(), "readline.createInterface": () => require("readline").createInterface({ input: process.stdin }),
  "process.binding": () => process.binding("fs"), "repl.start": () => require("repl").start(),
};
for (const [name, f] of Object.entries(wants)) {
  let e = null;
  try { f(); } catch (x) { e = x; }
  equal([name, e?.name, e?.code, e?.message], [name, "NotAvailableError", "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", `${name} is not available in hotreply`]);
  assert(e.hint || name.startsWith("pa") || name.startsWith("process") || name.startsWith("repl"), `${name} has no hint`);
}
---
// Connections fail as refused ones do.
const net = require("net"), tls = require("tls");
for (const [name, f] of Object.entries({ "net.connect": () => net.connect(80, "a.example"), "net.createConnection": () => net.createConnection({ port: 80 }), "net.Socket.connect": () => new net.Socket().connect(80), "tls.connect": () => tls.connect(443) })) {
  const socket = f(), closed = new Promise(resolve => socket.on("close", () => resolve(true)));
  const e = await new Promise(resolve => socket.on("error", resolve));
  equal([name, e.name, e.code, e.message, /fetch/.test(e.hint), await closed], [name, "NotAvailableError", "ECONNREFUSED", `${name} is not available in hotreply`, true, true]);
}
---
require("child_process").execSync("ls"); /// child_process.execSync is not available in hotreply
---
const told = await new Promise(resolve => require("dns").lookup("example.com", e => resolve(e)));
equal([told.code, /fetch/.test(told.hint)], ["ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", true]);
equal(await require("dns/promises").resolve4("a.example").catch(e => e.name), "NotAvailableError");
