// Date: the engine's, but for text, parts of a local time, and what is not
// there. Dates themselves are the engine's.
(function (own, go) {
  "use strict";

  const Native = go.Native, proto = Native.prototype, { apply, construct } = Reflect;

  // primitive is what the language makes of an object that is to be a date.
  function primitive(value) {
    const f = value[Symbol.toPrimitive];
    if (f !== undefined && f !== null) {
      const p = apply(f, value, ["default"]);
      if (Object(p) !== p) return p;
      throw new TypeError("Cannot convert object to primitive value");
    }
    for (const name of ["valueOf", "toString"]) {
      const method = value[name];
      if (typeof method !== "function") continue;
      const p = apply(method, value, []);
      if (Object(p) !== p) return p;
    }
    throw new TypeError("Cannot convert object to primitive value");
  }

  function moment(value) {
    if (Object(value) === value) {
      const ms = go.held(value); // undefined if it is no date
      if (ms !== undefined) return ms;
      value = primitive(value);
    }
    return typeof value === "string" ? go.read(value) : value;
  }

  function Date(...args) {
    if (new.target === undefined || this === undefined) return new Native().toString();
    const n = args.length;
    const value = n === 1 ? (typeof args[0] === "number" ? args[0] : moment(args[0])) : n > 1 ? apply(go.local, undefined, args) : undefined;
    if (new.target === Date) return n === 0 ? new Native() : new Native(value);
    return construct(Native, n === 0 ? args : [value], new.target);
  }

  function define(target, methods) {
    for (const name of Object.keys(methods)) {
      Object.defineProperty(target, name, { value: methods[name], writable: true, configurable: true });
    }
  }

  Object.defineProperty(Date, "length", { value: 7, configurable: true });
  Object.defineProperty(Date, "prototype", { value: proto, writable: false });
  define(Date, {
    now: Native.now,
    parse(text) { return go.read(text); },
    UTC(year, month, date, hours, minutes, seconds, ms) { return apply(go.utc, undefined, arguments); },
  });
  define(proto, go.methods);
  define(proto, {
    constructor: Date,
    setYear(year) {
      const y = Number(year), whole = Math.trunc(y);
      return apply(go.year, this, [whole >= 0 && whole < 100 ? 1900 + whole : y]);
    },
    getYear() { return this.getFullYear() - 1900; },
    getTimezoneOffset() { return apply(go.offset, this, []); },
    toDateString() { return apply(go.dateText, this, []); },
    toTimeString() { return apply(go.timeText, this, []); },
    toUTCString() { return apply(go.utcText, this, []); },
  });
  define(proto, { toGMTString: proto.toUTCString });
  return { Date };
})
