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

  const captureSymbol = Symbol.for("nodejs.rejection");
  const capturing = new WeakSet(), most = new WeakMap(); // most: emitter → its own number of listeners

  function EventEmitter(o) {
    of(this);
    if (o?.captureRejections ?? EventEmitter.captureRejections) capturing.add(this);
  }

  // caught hands the rejection of an async listener to its emitter.
  function caught(emitter, result, name, args) {
    if (typeof result?.then !== "function") return;
    result.then(undefined, e => queueMicrotask(() => {
      if (typeof emitter[captureSymbol] === "function") return emitter[captureSymbol](e, name, ...args);
      capturing.delete(emitter); // a listener of "error" that rejects is not asked again
      try { emitter.emit("error", e); } finally { capturing.add(emitter); }
    }));
  }

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
    once(name, f) { return this.on(name, onceOf(this, name, f)); },
    prependOnceListener(name, f) { return this.prependListener(name, onceOf(this, name, f)); },
    removeListener(name, f) {
      check(f);
      const map = of(this), list = map.get(name) ?? [];
      const at = list.findLastIndex(x => x === f || x.listener === f);
      if (at < 0) return this;
      if (list.length === 1) map.delete(name);
      else map.set(name, list.toSpliced(at, 1));
      if (map.has("removeListener")) this.emit("removeListener", name, list[at].listener ?? f);
      return this;
    },
    off(name, f) { return this.removeListener(name, f); },
    removeAllListeners(name) {
      const map = of(this);
      if (map.has("removeListener") && name !== "removeListener") {
        for (const key of name === undefined ? [...map.keys()].filter(k => k !== "removeListener") : [name]) {
          for (const f of [...map.get(key) ?? []].reverse()) this.removeListener(key, f);
        }
      }
      if (name === undefined) map.clear();
      else map.delete(name);
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
      if (!capturing.has(this)) for (const f of list) f.apply(this, args);
      else for (const f of list) caught(this, f.apply(this, args), name, args);
      return true;
    },
    listeners(name) { return (of(this).get(name) ?? []).map(f => f.listener ?? f); },
    rawListeners(name) { return [...of(this).get(name) ?? []]; },
    listenerCount(name, f) {
      const list = of(this).get(name) ?? [];
      return f ? list.filter(x => x === f || x.listener === f).length : list.length;
    },
    eventNames() { return [...of(this).keys()]; },
    setMaxListeners(n) {
      if (typeof n !== "number" || !(n >= 0)) throw own._coded(RangeError, "ERR_OUT_OF_RANGE", `setMaxListeners: ${n} is not a number of listeners`);
      most.set(this, n);
      return this;
    },
    getMaxListeners() { return most.get(this) ?? EventEmitter.defaultMaxListeners; },
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

  // on gives the events of a name as they come, until "error", an abort or one
  // of the names in close.
  function on(emitter, name, { signal, close = [] } = {}) {
    if (signal?.aborted) throw own._aborted(signal);
    const ready = [], waiting = [];
    let failed = null, over = false;
    const settle = () => {
      while (waiting.length > 0 && (ready.length > 0 || failed || over)) {
        const w = waiting.shift();
        if (ready.length > 0) w.resolve({ value: ready.shift(), done: false });
        else if (failed) { w.reject(failed); failed = null; }
        else w.resolve({ value: undefined, done: true });
      }
    };
    const take = (...args) => { ready.push(args); settle(); };
    const end = () => {
      over = true;
      emitter.removeListener(name, take);
      emitter.removeListener("error", fail);
      for (const c of close) emitter.removeListener(c, end);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const fail = e => { failed = e; end(); };
    const abort = () => fail(own._aborted(signal));
    emitter.on(name, take);
    if (name !== "error") emitter.on("error", fail);
    for (const c of close) emitter.on(c, end);
    signal?.addEventListener("abort", abort, { once: true });
    return {
      next: () => new Promise((resolve, reject) => { waiting.push({ resolve, reject }); settle(); }),
      async return() { end(); return { value: undefined, done: true }; },
      async throw(e) { fail(e); },
      [Symbol.asyncIterator]() { return this; },
    };
  }

  function addAbortListener(signal, f) {
    if (signal.aborted) queueMicrotask(() => f());
    else signal.addEventListener("abort", f, { once: true });
    return { [Symbol.dispose]() { signal.removeEventListener("abort", f); } };
  }

  Object.assign(EventEmitter, {
    EventEmitter, once, on, errorMonitor, addAbortListener, captureRejectionSymbol: captureSymbol, captureRejections: false, defaultMaxListeners: 10, usingDomains: false, init() {},
    listenerCount: (emitter, name) => emitter.listenerCount(name),
    setMaxListeners(n, ...targets) {
      if (targets.length === 0) EventEmitter.defaultMaxListeners = n;
      for (const t of targets) t.setMaxListeners?.(n);
    },
    getMaxListeners: emitter => emitter.getMaxListeners?.() ?? EventEmitter.defaultMaxListeners,
    getEventListeners: (emitter, name) => emitter.listeners?.(name) ?? [],
    EventEmitterAsyncResource: own._absent("events", "EventEmitterAsyncResource", EventEmitter),
  });
  return { _events: EventEmitter };
})
