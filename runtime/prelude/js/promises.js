// Handlers of rejections see errors of the engine as catch clauses do, and
// Promise.any says why it failed.
(function () {
  "use strict";

  const caught = globalThis.__hotreply_caught__; // not there in a runtime without scripts
  if (!caught) return;

  const native = Promise.prototype.then, call = Function.prototype.call.bind(native);
  Object.defineProperty(Promise.prototype, "then", {
    writable: true, configurable: true,
    value: { then(done, failed) { return call(this, done, typeof failed === "function" ? e => failed(caught(e)) : failed); } }.then,
  });

  // The engine's error of Promise.any has no message.
  const any = Promise.any;
  Object.defineProperty(Promise, "any", {
    writable: true, configurable: true,
    value: { any(items) {
      return call(Reflect.apply(any, this, [items]), undefined, e => {
        if (e instanceof AggregateError && e.message === "")
          Object.defineProperty(e, "message", { value: "All promises were rejected", writable: true, configurable: true });
        throw e;
      });
    } }.any,
  });
})();
