// Limits on builtins that take memory in one call that nothing can interrupt.
(function (limit, nesting) {
  "use strict";

  function refuse(what, n) {
    throw new RangeError(`${what} would make ${n} items or bytes, more than the ${limit} that one call may`);
  }

  // cap replaces a method by one that measures first. The name and length stay.
  function cap(target, name, size) {
    const native = target[name];
    const capped = {
      [name](...args) {
        const n = size.apply(this, args);
        if (n > limit) refuse(name, n);
        return Reflect.apply(native, this, args);
      },
    }[name];
    Object.defineProperty(capped, "length", { value: native.length, configurable: true });
    Object.defineProperty(target, name, { value: capped, writable: true, configurable: true });
  }

  const pad = function (to, fill) { return fill === "" ? 0 : Number(to); };
  cap(String.prototype, "repeat", function (n) { return String(this).length * Math.trunc(n); });
  cap(String.prototype, "padStart", pad);
  cap(String.prototype, "padEnd", pad);

  const length = function () { return Array.isArray(this) || this === null || this === undefined ? this?.length : Number(this.length); };
  cap(Array.prototype, "fill", length);
  for (const name of ["indexOf", "lastIndexOf", "includes"]) cap(Array.prototype, name, length);
  cap(Array.prototype, "join", function (by = ",") { return this?.length * (1 + String(by).length) / 2; });
  cap(Array, "from", items => (Object(items) === items && !items[Symbol.iterator] ? Number(items.length) : 0));

  // A wrapper around a constructor inherits its statics and shares its
  // prototype, so instanceof and subclasses go on working.
  function wrap(Native, size) {
    const name = Native.name;
    const Wrapper = {
      [name]: function (a, b, c) {
        if (!new.target) throw new TypeError(`${name} needs new`);
        const n = size(a);
        if (n > limit) refuse(`new ${name}`, n);
        return Reflect.construct(Native, arguments.length === 1 ? [a] : [a, b, c], new.target);
      },
    }[name];
    Object.setPrototypeOf(Wrapper, Native);
    Wrapper.prototype = Native.prototype;
    Native.prototype.constructor = Wrapper;
    globalThis[name] = Wrapper;
  }

  wrap(ArrayBuffer, n => Number(n));
  for (const Typed of [Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array]) {
    const each = Typed.BYTES_PER_ELEMENT;
    wrap(Typed, a => (typeof a === "number" ? a * each : Object(a) === a && typeof a.length === "number" ? a.length * each : 0));
  }

  const parse = JSON.parse;
  Object.defineProperty(JSON, "parse", {
    writable: true, configurable: true,
    value: { parse(text, reviver) {
      const s = `${text}`;
      if (s.length > limit) refuse("JSON.parse", s.length);
      nesting(s);
      return parse(s, reviver);
    } }.parse,
  });
})
