// Limits on builtins that take memory in one call that nothing can interrupt.
(function (limit, deepest, depth, exact) {
  "use strict";

  // An item of an array of values weighs as much as 8 bytes.
  function refuse(what, n, weight = 1) {
    const e = new RangeError(`${what} would make ${n} items or bytes, more than the ${limit / weight} that one call may`);
    e.hint = "work on smaller pieces, in a loop: nothing could stop a call this large once it runs";
    throw e;
  }

  // cap replaces a method by one that measures first. The name and length stay.
  function cap(target, name, size, weight = 1) {
    const native = target[name];
    const capped = {
      [name](...args) {
        const n = size.apply(this, args);
        if (n * weight > limit) refuse(name, n, weight);
        return Reflect.apply(native, this, args);
      },
    }[name];
    Object.defineProperty(capped, "length", { value: native.length, configurable: true });
    Object.defineProperty(target, name, { value: capped, writable: true, configurable: true });
  }

  const pad = function (to, fill) { return fill === "" ? 0 : Number(to); };
  const length = function () { return Array.isArray(this) || this === null || this === undefined ? this?.length : Number(this.length); };

  // flat recurses in native code, as deep as it is told to and the arrays are
  // nested. Its depth is small in all but a few calls; in those the arrays are
  // walked first, by code that can be interrupted.
  function capFlat() {
    const flat = Array.prototype.flat, isArray = Array.isArray;
    Object.defineProperty(Array.prototype, "flat", {
      writable: true, configurable: true,
      value: { flat(depth = 1) {
        const most = Number(depth);
        if (deepest >= 0 && most > deepest) {
          for (const way = [[this, 0]]; way.length > 0;) {
            const step = way[way.length - 1], list = step[0];
            if (step[1] >= list.length) { way.length--; continue; }
            const item = list[step[1]++];
            if (!isArray(item)) continue;
            if (way.length > deepest) throw new RangeError(`flat: the array is nested more than ${deepest} deep`);
            way[way.length] = [item, 0];
          }
        }
        return Reflect.apply(flat, this, [most]);
      } }.flat,
    });
    Object.defineProperty(Array.prototype.flat, "length", { value: 0, configurable: true });
  }

  const caps = {
    __proto__: null,
    repeat() { cap(String.prototype, "repeat", function (n) { return String(this).length * Math.trunc(n); }); },
    padStart() { cap(String.prototype, "padStart", pad); },
    padEnd() { cap(String.prototype, "padEnd", pad); },
    fill() { cap(Array.prototype, "fill", length, 8); },
    indexOf() { cap(Array.prototype, "indexOf", length); },
    lastIndexOf() { cap(Array.prototype, "lastIndexOf", length); },
    includes() { cap(Array.prototype, "includes", length); },
    from() { cap(Array, "from", items => (Object(items) === items && (!items[Symbol.iterator] || Array.isArray(items)) ? Number(items.length) : 0), 8); },
    flat: capFlat, Function: capFunctions,
    ArrayBuffer() { globalThis.ArrayBuffer = wrap(ArrayBuffer, n => Number(n)); },
  };

  // Source text made at run time: the compiler recurses as deep as it is nested.
  // Text with bit operators is compiled as files are, in which they are right for
  // large numbers; exact gives nothing where it does not compile.
  function capFunctions() { for (const [start, f] of [["function", function () {}], ["async function", async function () {}], ["function*", function* () {}]]) {
    const proto = Object.getPrototypeOf(f), Native = proto.constructor, name = Native.name;
    const Wrapper = {
      [name]: function (...parts) {
        const source = parts.map(String);
        for (const s of source) depth(s);
        const made = exact(start, source);
        if (made) return new.target && new.target !== Wrapper ? Object.setPrototypeOf(made, new.target.prototype) : made;
        return Reflect.construct(Native, source, new.target ?? Native);
      },
    }[name];
    Object.defineProperty(Wrapper, "prototype", { value: proto, writable: false });
    Object.defineProperty(Wrapper, "length", { value: 1, configurable: true });
    Object.defineProperty(proto, "constructor", { value: Wrapper, writable: Native === Function, configurable: true });
    if (Native === Function) globalThis.Function = Wrapper;
  } }

  // A wrapper around a constructor has its statics and shares its prototype
  // and what it inherits from, so instanceof and subclasses go on working.
  // change, if there is one, says what the first argument becomes.
  function wrap(Native, size, change = a => a) {
    const name = Native.name;
    const Wrapper = {
      [name]: function (a, b, c) {
        if (!new.target) throw new TypeError(`${name} needs new`);
        const n = size(a);
        if (n > limit) refuse(`new ${name}`, n);
        return Reflect.construct(Native, arguments.length === 1 ? [change(a)] : [change(a), b, c], new.target);
      },
    }[name];
    Object.setPrototypeOf(Wrapper, Object.getPrototypeOf(Native));
    for (const key of Reflect.ownKeys(Native)) {
      if (key !== "length" && key !== "name" && key !== "prototype") Object.defineProperty(Wrapper, key, Object.getOwnPropertyDescriptor(Native, key));
    }
    Object.defineProperty(Wrapper, "length", { value: Native.length, configurable: true });
    Wrapper.prototype = Native.prototype;
    Native.prototype.constructor = Wrapper;
    return Wrapper;
  }

  return {
    cap(name) { caps[name](); },
    typed(Native, change) {
      const each = Native.BYTES_PER_ELEMENT;
      return wrap(Native, a => (typeof a === "number" ? a * each : Object(a) === a && typeof a.length === "number" ? a.length * each : 0), change);
    },
  };
})
