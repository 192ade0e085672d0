// What the engine lacks or gets wrong in Object.
(function () {
  "use strict";

  function method(target, name, f) {
    Object.defineProperty(target, name, { value: f, writable: true, configurable: true });
  }

  // The engine's own comes to an end that nothing catches where an entry has
  // no key or no value.
  const known = Object.prototype;
  method(Object, "fromEntries", { fromEntries(entries) {
    if (entries === null || entries === undefined) throw new TypeError(`${entries} is not iterable`);
    const o = {};
    for (const e of entries) {
      if (Object(e) !== e) throw new TypeError(`Iterator value ${String(e)} is not an entry object`);
      const name = e[0], value = e[1], key = typeof name === "symbol" ? name : `${name}`;
      if (key in known) Object.defineProperty(o, key, { value, writable: true, enumerable: true, configurable: true });
      else o[key] = value;
    }
    return o;
  } }.fromEntries);

  // The accessor methods that came before defineProperty; packages of those
  // years still use them.
  for (const [kind, Kind] of [["get", "Getter"], ["set", "Setter"]]) {
    const define = `__define${Kind}__`, lookup = `__lookup${Kind}__`;
    method(Object.prototype, define, { [define](name, f) {
      if (typeof f !== "function") throw new TypeError(`Object.prototype.${define}: Expecting function`);
      Object.defineProperty(Object(this), name, { [kind]: f, enumerable: true, configurable: true });
    } }[define]);
    method(Object.prototype, lookup, { [lookup](name) {
      for (let o = Object(this); o !== null; o = Object.getPrototypeOf(o)) {
        const d = Object.getOwnPropertyDescriptor(o, name);
        if (d) return d[kind];
      }
      return undefined;
    } }[lookup]);
  }
})();
