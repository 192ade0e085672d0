const EventEmitter = require("events");
const { EventEmitter: same, once } = require("node:events");
equal(EventEmitter === same, true);
class E extends EventEmitter {}
const e = new E(), log = [];
e.on("x", (...a) => log.push(a));
e.once("x", () => log.push("once"));
e.prependListener("x", () => log.push("first"));
equal(e.emit("x", 1, 2), true);
equal(e.emit("x"), true);
equal(log, ["first", [1, 2], "once", "first", []]);
equal([e.emit("none"), e.listenerCount("x"), e.eventNames()], [false, 2, ["x"]]);
e.removeAllListeners();
equal(e.emit("x"), false);
setTimeout(() => e.emit("later", 7), 1);
equal(await once(e, "later"), [7]);
function Old() { EventEmitter.call(this); }
require("util").inherits(Old, EventEmitter);
const o = new Old();
o.on("y", function () { log.push(this === o); });
o.emit("y");
equal(log.at(-1), true);
---
const EventEmitter = require("events");
new EventEmitter().emit("error", new Error("nobody listens")); /// nobody listens
---
new (require("events"))().on("x", 1); /// the listener must be a function, not number
---
const events = require("events"), { EventEmitter, once, on } = events;
// An heir that has its own on hears of once.
class Own extends EventEmitter { on(name, f) { this.names = [...this.names ?? [], name]; return super.on(name, f); } }
const own = new Own();
own.once("x", () => {});
own.emit("x");
equal([own.names, own.listenerCount("x")], [["x"], 0]);
const e = new EventEmitter({ captureRejections: true });
const caught = once(e, "error").catch(x => x);
e.on("go", async () => { throw new Error("later"); });
const failed = new Promise(resolve => e.once("error", resolve));
e.emit("go");
equal((await failed).message, "later");
const it = new EventEmitter(), seen = [];
setTimeout(() => { it.emit("n", 1); it.emit("n", 2); it.emit("end"); });
for await (const [v] of on(it, "n", { close: ["end"] })) seen.push(v);
equal([seen, it.listenerCount("n")], [[1, 2], 0]);
const order = [];
it.on("removeListener", name => order.push(name));
it.on("a", () => {}).on("b", () => {});
it.removeAllListeners();
equal([order, it.eventNames()], [["a", "b"], []]);
equal([it.setMaxListeners(5).getMaxListeners(), events.getMaxListeners(new EventEmitter()), events.getEventListeners(own, "x")], [5, 10, []]);
new events.EventEmitterAsyncResource(); /// not available in hotreply
