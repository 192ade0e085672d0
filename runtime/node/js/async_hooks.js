// async_hooks. Go carries one map of values along with every promise reaction,
// timer and answer; each AsyncLocalStorage has its entry in it.
(function (own, go) {
  "use strict";

  // within runs f with the map and puts back the one before.
  function within(map, f, self, args) {
    const before = go.context();
    go.enter(map);
    try {
      return Reflect.apply(f, self, args);
    } finally {
      go.enter(before);
    }
  }
  const having = (key, value) => new Map(go.context() ?? []).set(key, value);

  class AsyncLocalStorage {
    #default; name = "";
    constructor(o) {
      this.#default = o?.defaultValue;
      this.name = o?.name ?? "";
    }
    getStore() {
      const map = go.context();
      return map?.has(this) ? map.get(this) : this.#default;
    }
    run(store, f, ...args) { return within(having(this, store), f, undefined, args); }
    exit(f, ...args) { return within(having(this, undefined), f, undefined, args); }
    enterWith(store) { go.enter(having(this, store)); }
    disable() { go.enter(having(this, undefined)); }
    static bind(f) { return AsyncResource.bind(f); }
    static snapshot() {
      const map = go.context();
      return (f, ...args) => within(map, f, undefined, args);
    }
  }

  let last = 1;
  class AsyncResource {
    #map = go.context(); #id = ++last;
    constructor(type) {
      if (typeof type !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "type" argument must be of type string. Received ${type === null ? "null" : typeof type}`);
      this.type = type;
    }
    runInAsyncScope(f, self, ...args) { return within(this.#map, f, self, args); }
    emitDestroy() { return this; }
    asyncId() { return this.#id; }
    triggerAsyncId() { return 1; }
    bind(f, self) {
      const map = this.#map;
      return function (...args) { return within(map, f, self ?? this, args); };
    }
    static bind(f, type, self) { return new AsyncResource(type ?? f.name ?? "bound").bind(f, self); }
  }

  const _asyncHooks = {
    AsyncLocalStorage, AsyncResource, executionAsyncId: () => 1, triggerAsyncId: () => 0, executionAsyncResource: () => ({}), asyncWrapProviders: {},
    // Hooks would be told of nothing: who asks for them must not wait for it.
    createHook: () => ({ enable() { throw own._unavailable("async_hooks", "createHook"); }, disable() { return this; } }),
  };
  return { _asyncHooks };
})
