// events: EventEmitter. A function and not a class, because packages of the
// older kind inherit with EventEmitter.call(this).
(function (own) {
  "use strict";
  const errorMonitor = Symbol("events.errorMonitor");
  const lists = new WeakMap(); // emitter → Map of name → listeners

  function of(emitter) {
    let map = lists.get(emitter);
    if (!map) lists.set(emitter, map = new Map());
    return map;
  }

  function check(f) {
    if (typeof f !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `the listener must be a function, not ${f === null ? "null" : typeof f}`);
    return f;
  }

  function EventEmitter() { of(this); }

  function add(emitter, name, f, first) {
    check(f);
    const map = of(emitter);
    if (map.has("newListener")) emitter.emit("newListener", name, f.listener ?? f);
    const list = map.get(name) ?? [];
    // A new list each time: emit goes on over the one it started with.
    map.set(name, first ? [f, ...list] : [...list, f]);
    return emitter;
  }

  function onceOf(emitter, name, f) {
    check(f);
    const wrapped = function (...args) {
      emitter.removeListener(name, wrapped);
      return f.apply(this, args);
    };
    wrapped.listener = f;
    return wrapped;
  }

  const methods = {
    on(name, f) { return add(this, name, f, false); },
    addListener(name, f) { return add(this, name, f, false); },
    prependListener(name, f) { return add(this, name, f, true); },
    once(name, f) { return add(this, name, onceOf(this, name, f), false); },
    prependOnceListener(name, f) { return add(this, name, onceOf(this, name, f), true); },
    removeListener(name, f) {
      check(f);
      const map = of(this), list = map.get(name) ?? [];
      const at = list.findLastIndex(x => x === f || x.listener === f);
      if (at < 0) return this;
      if (list.length === 1) map.delete(name);
      else map.set(name, list.toSpliced(at, 1));
      if (map.has("removeListener")) this.emit("removeListener", name, f);
      return this;
    },
    off(name, f) { return this.removeListener(name, f); },
    removeAllListeners(name) {
      if (name === undefined) of(this).clear();
      else of(this).delete(name);
      return this;
    },
    emit(name, ...args) {
      const map = of(this);
      if (name === "error" && map.has(errorMonitor)) for (const f of map.get(errorMonitor)) f.apply(this, args);
      const list = map.get(name);
      if (!list) {
        if (name !== "error") return false;
        if (args[0] instanceof Error) throw args[0];
        throw Object.assign(new Error(`unhandled "error" event: ${args[0]}`, { cause: args[0] }), { code: "ERR_UNHANDLED_ERROR", context: args[0] });
      }
      for (const f of list) f.apply(this, args);
      return true;
    },
    listeners(name) { return (of(this).get(name) ?? []).map(f => f.listener ?? f); },
    rawListeners(name) { return [...of(this).get(name) ?? []]; },
    listenerCount(name) { return of(this).get(name)?.length ?? 0; },
    eventNames() { return [...of(this).keys()]; },
    setMaxListeners(n) {
      if (typeof n !== "number" || !(n >= 0)) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `setMaxListeners: ${n} is not a number of listeners`);
      return this;
    },
    getMaxListeners() { return EventEmitter.defaultMaxListeners; },
  };
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(EventEmitter.prototype, name, { value, writable: true, configurable: true });
  }

  // once resolves to the arguments of the next event, or rejects with "error".
  function once(target, name, { signal } = {}) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) throw own._aborted(signal);
      if (typeof target.addEventListener === "function") {
        target.addEventListener(name, e => resolve([e]), { once: true, signal });
        return;
      }
      const done = (...args) => { clean(); resolve(args); };
      const failed = e => { clean(); reject(e); };
      const aborted = () => { clean(); reject(own._aborted(signal)); };
      const clean = () => {
        target.removeListener(name, done);
        target.removeListener("error", failed);
        signal?.removeEventListener("abort", aborted);
      };
      target.on(name, done);
      if (name !== "error") target.on("error", failed);
      signal?.addEventListener("abort", aborted);
    });
  }

  Object.assign(EventEmitter, {
    EventEmitter, once, errorMonitor, defaultMaxListeners: 10,
    listenerCount: (emitter, name) => emitter.listenerCount(name),
    setMaxListeners() {},
    getEventListeners: (emitter, name) => emitter.listeners(name),
  });
  return { _events: EventEmitter };
})
