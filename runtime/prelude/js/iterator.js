// Iterator and its helper methods (ECMAScript 2025).
(function () {
  "use strict";
  if (globalThis.Iterator) return;

  const proto = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));

  function Iterator() {
    if (new.target === undefined || new.target === Iterator) throw new TypeError("Iterator is abstract: extend it");
  }
  Object.defineProperty(Iterator, "prototype", { value: proto });

  function callable(f) {
    if (typeof f !== "function") throw new TypeError(`${typeof f} is not a function`);
    return f;
  }

  function count(n) {
    const whole = Math.trunc(Number(n));
    if (Number.isNaN(whole)) throw new RangeError(`${n} is not a number`);
    if (whole < 0) throw new RangeError(`${n} must not be negative`);
    return whole;
  }

  // helper makes a lazy iterator over source; step returns the next result.
  const helperProto = Object.create(proto, { [Symbol.toStringTag]: { value: "Iterator Helper", configurable: true } });
  function helper(source, step, close) {
    let done = false;
    const it = Object.create(helperProto);
    return Object.assign(it, {
      next() {
        if (done) return { value: undefined, done: true };
        try {
          const r = step();
          if (r.done) done = true;
          return r;
        } catch (e) {
          done = true;
          throw e;
        }
      },
      return() {
        if (!done) {
          done = true;
          close?.();
          source.return?.();
        }
        return { value: undefined, done: true };
      },
    });
  }

  // closing runs f and, if it throws, closes the source first.
  function closing(source, f) {
    try {
      return f();
    } catch (e) {
      try { source.return?.(); } catch { /* the first error counts */ }
      throw e;
    }
  }

  const end = { value: undefined, done: true };
  const value = v => ({ value: v, done: false });

  const methods = {
    map(f) {
      const source = this, next = this.next;
      closing(source, () => callable(f));
      let i = 0;
      return helper(source, () => {
        const r = next.call(source);
        return r.done ? end : value(closing(source, () => f(r.value, i++)));
      });
    },
    filter(f) {
      const source = this, next = this.next;
      closing(source, () => callable(f));
      let i = 0;
      return helper(source, () => {
        for (;;) {
          const r = next.call(source);
          if (r.done) return end;
          if (closing(source, () => f(r.value, i++))) return value(r.value);
        }
      });
    },
    take(n) {
      const source = this, next = this.next;
      let left = closing(source, () => count(n));
      return helper(source, () => {
        if (left-- <= 0) {
          source.return?.();
          return end;
        }
        const r = next.call(source);
        return r.done ? end : value(r.value);
      });
    },
    drop(n) {
      const source = this, next = this.next;
      let left = closing(source, () => count(n));
      return helper(source, () => {
        for (; left > 0; left--) if (next.call(source).done) return end;
        const r = next.call(source);
        return r.done ? end : value(r.value);
      });
    },
    flatMap(f) {
      const source = this, next = this.next;
      closing(source, () => callable(f));
      let i = 0, inner = null;
      return helper(source, () => {
        for (;;) {
          if (inner) {
            const r = closing(source, () => inner.next());
            if (!r.done) return value(r.value);
            inner = null;
          }
          const r = next.call(source);
          if (r.done) return end;
          inner = closing(source, () => {
            const made = f(r.value, i++);
            if (Object(made) !== made) throw new TypeError("flatMap: the function must return an iterable object");
            return made[Symbol.iterator] ? made[Symbol.iterator]() : made;
          });
        }
      }, () => inner?.return?.());
    },
    reduce(f, ...initial) {
      callable(f);
      let i = 0, acc = initial[0], started = initial.length > 0;
      for (const x of over(this)) {
        if (started) acc = f(acc, x, i);
        else { acc = x; started = true; }
        i++;
      }
      if (!started) throw new TypeError("reduce of an empty iterator with no initial value");
      return acc;
    },
    toArray() { return [...over(this)]; },
    forEach(f) { callable(f); let i = 0; for (const x of over(this)) f(x, i++); },
    some(f) { callable(f); let i = 0; for (const x of over(this)) if (f(x, i++)) return true; return false; },
    every(f) { callable(f); let i = 0; for (const x of over(this)) if (!f(x, i++)) return false; return true; },
    find(f) { callable(f); let i = 0; for (const x of over(this)) if (f(x, i++)) return x; return undefined; },
    [Symbol.dispose]() { this.return?.(); },
  };

  // over iterates a bare iterator, which need not be iterable itself.
  function over(it) {
    if (Object(it) !== it) throw new TypeError("not an iterator");
    return { [Symbol.iterator]: () => ({ next: () => it.next(), return: v => it.return?.(v) ?? { value: v, done: true } }) };
  }

  for (const key of Reflect.ownKeys(methods)) {
    Object.defineProperty(proto, key, { value: methods[key], writable: true, configurable: true });
  }
  Object.defineProperties(proto, {
    constructor: { value: Iterator, writable: true, configurable: true },
    [Symbol.toStringTag]: { value: "Iterator", writable: true, configurable: true },
  });
  const wrapProto = Object.create(proto);
  Object.defineProperty(Iterator, "from", {
    writable: true, configurable: true,
    value: function from(source) {
      if (typeof source !== "string" && Object(source) !== source) throw new TypeError("Iterator.from: not iterable");
      const it = source[Symbol.iterator] ? source[Symbol.iterator]() : source;
      if (it instanceof Iterator) return it;
      const wrap = Object.create(wrapProto);
      return Object.assign(wrap, { next: () => it.next(), return: () => it.return?.() ?? end });
    },
  });
  Object.defineProperty(globalThis, "Iterator", { value: Iterator, writable: true, configurable: true });
})();
