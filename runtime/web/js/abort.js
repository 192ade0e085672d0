// AbortController and AbortSignal.
(function (own, go) {
  "use strict";
  const { EventTarget, Event, DOMException } = own;
  const key = {};

  class AbortSignal extends EventTarget {
    #aborted = false; #reason = undefined; #onabort = null;

    constructor(secret) {
      super();
      if (secret !== key) throw new TypeError("AbortSignal: make one with new AbortController(), AbortSignal.timeout(ms) or AbortSignal.any(list)");
    }
    get aborted() { return this.#aborted; }
    get reason() { return this.#reason; }
    throwIfAborted() { if (this.#aborted) throw this.#reason; }

    get onabort() { return this.#onabort; }
    set onabort(f) {
      if (this.#onabort) this.removeEventListener("abort", this.#onabort);
      this.#onabort = typeof f === "function" ? f : null;
      if (this.#onabort) this.addEventListener("abort", this.#onabort);
    }

    static signal(s, reason = new DOMException("This operation was aborted", "AbortError")) {
      if (s.#aborted) return;
      s.#aborted = true;
      s.#reason = reason;
      s.dispatchEvent(new Event("abort"));
    }
    static abort(reason) {
      const s = new AbortSignal(key);
      trigger(s, reason);
      return s;
    }
    static timeout(ms) {
      const wait = Number(ms);
      if (Number.isNaN(wait)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `AbortSignal.timeout: ${ms} is not a number of milliseconds`);
      if (wait < 0 || wait > Number.MAX_SAFE_INTEGER) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `AbortSignal.timeout: ${ms} is not a number of milliseconds`);
      const s = new AbortSignal(key);
      go.after(wait, () => trigger(s, new DOMException(`timed out after ${wait} ms`, "TimeoutError")));
      return s;
    }
    static any(signals) {
      const all = [...signals];
      if (!all.every(x => x instanceof AbortSignal)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "AbortSignal.any: not an AbortSignal");
      const s = new AbortSignal(key);
      const first = all.find(x => x.aborted);
      if (first) {
        trigger(s, first.reason);
        return s;
      }
      for (const x of all) x.addEventListener("abort", () => trigger(s, x.reason), { once: true, signal: s });
      return s;
    }
    get [Symbol.toStringTag]() { return "AbortSignal"; }
  }
  const trigger = AbortSignal.signal;
  delete AbortSignal.signal;

  class AbortController {
    #signal = new AbortSignal(key);
    get signal() { return this.#signal; }
    abort(reason) { trigger(this.#signal, reason); }
    get [Symbol.toStringTag]() { return "AbortController"; }
  }

  return { AbortSignal, AbortController };
})
