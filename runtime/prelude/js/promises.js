// Handlers of rejections see errors of the engine as catch clauses do.
(function () {
  "use strict";

  const caught = globalThis.__hotreply_caught__; // not there in a runtime without scripts
  if (!caught) return;

  const native = Promise.prototype.then, call = Function.prototype.call.bind(native);
  Object.defineProperty(Promise.prototype, "then", {
    writable: true, configurable: true,
    value: { then(done, failed) { return call(this, done, typeof failed === "function" ? e => failed(caught(e)) : failed); } }.then,
  });
})();
