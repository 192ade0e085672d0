// Errors with the codes of Node, which packages branch on.
(function () {
  "use strict";
  const _coded = (Class, code, message) => Object.assign(new Class(message), { code });
  // Node's own functions reject with this, the signal's reason as its cause.
  const _aborted = signal => {
    const e = new Error("the operation was aborted", { cause: signal.reason });
    Object.defineProperty(e, "name", { value: "AbortError", writable: true, configurable: true });
    return Object.assign(e, { code: "ABORT_ERR" });
  };
  return { _coded, _aborted };
})
