// Errors with the codes of Node, which packages branch on.
(function (own, go) {
  "use strict";
  const _coded = (Class, code, message) => Object.assign(new Class(message), { code });
  // Node's own functions reject with this, the signal's reason as its cause.
  const _aborted = signal => {
    const e = new Error("the operation was aborted", { cause: signal.reason });
    Object.defineProperty(e, "name", { value: "AbortError", writable: true, configurable: true });
    return Object.assign(e, { code: "ABORT_ERR" });
  };

  // _unavailable is the error of what can not be had here; hint is what to use
  // instead, by default what is known of the module.
  const _unavailable = (module, name, hint = go.hint(module)) => {
    const e = new Error(`${name ? `${module}.${name}` : module} is not available in hotreply`);
    Object.defineProperty(e, "name", { value: "NotAvailableError", writable: true, configurable: true });
    return Object.assign(e, { code: "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM" }, hint ? { hint } : {});
  };

  // _absent is a function and a class in one that can be looked at, passed
  // around and inherited from, and throws when it is called or made.
  const _absent = (module, name, Base) => {
    const f = {
      [name]: function () { throw _unavailable(module, name); },
    }[name];
    if (Base) {
      Object.setPrototypeOf(f, Base);
      Object.setPrototypeOf(f.prototype, Base.prototype);
    }
    return f;
  };

  return { _coded, _aborted, _unavailable, _absent, _hint: go.hint };
})
