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
