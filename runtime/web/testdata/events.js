const t = new EventTarget(), log = [];
const on = e => log.push(e.type + ":" + (e.target === t));
t.addEventListener("x", on);
t.addEventListener("x", on);
t.addEventListener("x", { handleEvent: e => log.push("object") }, { once: true });
equal(t.dispatchEvent(new Event("x", { cancelable: true })), true);
t.dispatchEvent(new Event("x"));
equal(log, ["x:true", "object", "x:true"]);
t.removeEventListener("x", on);
t.addEventListener("y", e => { e.preventDefault(); e.stopImmediatePropagation(); });
t.addEventListener("y", () => log.push("never"));
equal(t.dispatchEvent(new Event("y", { cancelable: true })), false);
equal(new CustomEvent("c", { detail: 7 }).detail, 7);
equal(log.length, 3);
---
new Event(); /// the type is missing
---
new EventTarget().dispatchEvent({ type: "x" }); /// not an Event
---
new EventTarget().addEventListener("x", 1); /// must be a function or an object
---
const c = new AbortController();
let n = 0;
c.signal.onabort = () => n++;
c.signal.addEventListener("abort", () => n++);
c.abort();
c.abort();
equal(n, 2);
equal([c.signal.aborted, c.signal.reason.name, c.signal.reason.code], [true, "AbortError", 20]);
equal(AbortSignal.abort("why").reason, "why");
const s = AbortSignal.timeout(5);
await new Promise(resolve => s.addEventListener("abort", resolve));
equal(s.reason.name, "TimeoutError");
for (let i = 0; i < 10001; i++) AbortSignal.timeout(60000);
clearTimeout(setTimeout(() => {}, 1));
const d = new AbortController(), any = AbortSignal.any([new AbortController().signal, d.signal]);
equal(any.aborted, false);
d.abort(new Error("second"));
equal(any.reason.message, "second");
equal(AbortSignal.any([AbortSignal.abort(1)]).reason, 1);
---
AbortSignal.abort(new Error("stopped")).throwIfAborted(); /// stopped
---
new AbortSignal(); /// make one with new AbortController
---
AbortSignal.timeout(-1); /// -1 is not a number of milliseconds
---
AbortSignal.any([1]); /// not an AbortSignal
---
const e = new DOMException("m", "AbortError");
equal([String(e), e.code, e instanceof Error, e.message, typeof e.stack], ["AbortError: m", 20, true, "m", "string"]);
equal(new DOMException("m", { name: "X", cause: 1 }).cause, 1);
