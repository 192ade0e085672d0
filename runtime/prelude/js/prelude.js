// Names of ECMAScript 2023 and later that the engine does not bring itself.
(function () {
  "use strict";

  // define adds methods as the language defines its own: not enumerable, and
  // never over something that is there.
  function define(target, methods) {
    for (const key of Reflect.ownKeys(methods)) {
      if (Object.hasOwn(target, key)) continue;
      const d = Object.getOwnPropertyDescriptor(methods, key);
      d.enumerable = false;
      Object.defineProperty(target, key, d);
    }
  }

  function callable(f, what) {
    if (typeof f !== "function") throw new TypeError(`${what}: ${typeof f} is not a function`);
    return f;
  }

  for (const name of ["asyncIterator", "dispose", "asyncDispose"]) {
    if (!Symbol[name]) Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
  }

  // The older names of accessors, which packages of many years still use.
  const accessor = (o, key) => {
    for (let at = Object(o); at !== null; at = Object.getPrototypeOf(at)) {
      const d = Object.getOwnPropertyDescriptor(at, key);
      if (d) return d;
    }
  };
  define(Object.prototype, {
    __defineGetter__(key, get) { Object.defineProperty(this, key, { get: callable(get, "__defineGetter__"), enumerable: true, configurable: true }); },
    __defineSetter__(key, set) { Object.defineProperty(this, key, { set: callable(set, "__defineSetter__"), enumerable: true, configurable: true }); },
    __lookupGetter__(key) { return accessor(this, key)?.get; },
    __lookupSetter__(key) { return accessor(this, key)?.set; },
  });

  // Async generators come lowered to plain functions. Packages find the
  // prototype of their iterators as the prototype of what such a function
  // inherits from, which is Function.prototype here.
  const asyncIterator = Object.create(Object.create(Object.prototype, {
    [Symbol.asyncIterator]: { value: { [Symbol.asyncIterator]() { return this; } }[Symbol.asyncIterator], writable: true, configurable: true },
  }));
  Object.defineProperty(Function.prototype, "prototype", {
    configurable: true,
    get() { return this === Function.prototype ? asyncIterator : undefined; },
    set(value) { Object.defineProperty(this, "prototype", { value, writable: true, enumerable: true, configurable: true }); },
  });

  define(Object, {
    groupBy(items, key) {
      callable(key, "Object.groupBy");
      const groups = Object.create(null);
      let i = 0;
      for (const item of items) {
        const k = key(item, i++);
        (groups[k] ??= []).push(item);
      }
      return groups;
    },
  });

  define(Map, {
    groupBy(items, key) {
      callable(key, "Map.groupBy");
      const groups = new Map();
      let i = 0;
      for (const item of items) {
        const k = key(item, i++);
        const group = groups.get(k);
        if (group) group.push(item);
        else groups.set(k, [item]);
      }
      return groups;
    },
  });

  define(Array, {
    async fromAsync(items, map, self) {
      if (map !== undefined) callable(map, "Array.fromAsync");
      if (items === null || items === undefined) throw new TypeError(`Array.fromAsync: ${items} is not iterable`);
      const list = typeof this === "function" ? new this() : [];
      let n = 0;
      const add = async item => {
        list[n] = map ? await map.call(self, item, n) : item;
        n++;
      };
      const async = items[Symbol.asyncIterator];
      if (async) {
        const it = async.call(items);
        for (let step = await it.next(); !step.done; step = await it.next()) await add(step.value);
      } else if (items[Symbol.iterator]) {
        for (const item of items) await add(await item);
      } else {
        for (let i = 0; i < Math.trunc(items.length || 0); i++) await add(await items[i]);
      }
      list.length = n;
      return list;
    },
  });

  // The engine's own from does not take strings.
  const typed = Object.getPrototypeOf(Uint8Array), from = typed.from;
  Object.defineProperty(typed, "from", {
    writable: true, configurable: true,
    value: { from(items, ...rest) { return from.call(this, typeof items === "string" ? [...items] : items, ...rest); } }.from,
  });

  define(Promise, {
    try(f, ...args) {
      return new this(resolve => resolve(f(...args)));
    },
    withResolvers() {
      let resolve, reject;
      const promise = new this((yes, no) => { resolve = yes; reject = no; });
      return { promise, resolve, reject };
    },
  });

  // Encoding fails on a lone surrogate, and is quicker than any loop here.
  function wellFormed(s) {
    try {
      encodeURIComponent(s);
      return true;
    } catch {
      return false;
    }
  }
  define(String.prototype, {
    isWellFormed() { return wellFormed(String(this)); },
    toWellFormed() {
      const s = String(this);
      if (wellFormed(s)) return s;
      return Array.from(s, c => (c.length === 1 && c >= "\uD800" && c <= "\uDFFF" ? "\uFFFD" : c)).join("");
    },
  });

  define(Math, {
    sumPrecise(items) {
      // Neumaier's sum: exact for all but adversarial lists.
      let sum = -0, lost = 0;
      for (const x of items) {
        if (typeof x !== "number") throw new TypeError("Math.sumPrecise: not a number");
        const next = sum + x;
        lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
        sum = next;
      }
      return Number.isFinite(sum) && lost ? sum + lost : sum;
    },
  });

  define(Error, {
    // The trace is that of the caller; frames above skip are left out by name.
    captureStackTrace(target, skip) {
      if (Object(target) !== target) throw new TypeError("Error.captureStackTrace: target is not an object");
      const frames = String(new Error().stack).split("\n").slice(2);
      const at = skip && skip.name ? frames.findIndex(f => f.includes(`at ${skip.name} `)) : -1;
      const head = target.name ? `${target.name}${target.message ? `: ${target.message}` : ""}` : "Error";
      Object.defineProperty(target, "stack", {
        value: [head, ...frames.slice(at + 1)].join("\n"), writable: true, configurable: true,
      });
    },
  });
})();
