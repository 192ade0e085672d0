// Headers: names without regard to case, values joined by ", ", in the order
// of their names.
(function (own) {
  "use strict";
  const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

  function named(name) {
    const n = `${name}`;
    if (!token.test(n)) throw new TypeError(`Headers: ${JSON.stringify(n)} is not a header name`);
    return n.toLowerCase();
  }

  function valued(value, name) {
    const v = `${value}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
    const bad = /[\0\n\r]|[^\0-\xff]/.exec(v);
    if (bad) {
      throw new TypeError(`Headers: the value of ${JSON.stringify(name)} has ${JSON.stringify(bad[0])} in it` +
        (bad[0] > "\xff" ? ": encode it, for example with encodeURIComponent" : ""));
    }
    return v;
  }

  class Headers {
    #map = new Map(); // name → values

    constructor(init) {
      if (init === undefined) return;
      if (init === null || typeof init !== "object") throw new TypeError("Headers: give an object, a list of pairs or Headers");
      if (init[Symbol.iterator]) {
        for (const pair of init) {
          const p = [...pair];
          if (p.length !== 2) throw new TypeError("Headers: each entry must be a [name, value] pair");
          this.append(p[0], p[1]);
        }
      } else {
        for (const name of Object.keys(init)) this.append(name, init[name]);
      }
    }

    append(name, value) {
      const n = named(name), v = valued(value, n);
      const list = this.#map.get(n);
      if (list) list.push(v);
      else this.#map.set(n, [v]);
    }
    set(name, value) { const n = named(name); this.#map.set(n, [valued(value, n)]); }
    get(name) { return this.#map.get(named(name))?.join(", ") ?? null; }
    has(name) { return this.#map.has(named(name)); }
    delete(name) { this.#map.delete(named(name)); }
    getSetCookie() { return [...this.#map.get("set-cookie") ?? []]; }

    *entries() {
      for (const name of [...this.#map.keys()].sort()) {
        const values = this.#map.get(name) ?? [];
        if (name === "set-cookie") for (const v of values) yield [name, v];
        else yield [name, values.join(", ")];
      }
    }
    *keys() { for (const [name] of this.entries()) yield name; }
    *values() { for (const [, value] of this.entries()) yield value; }
    forEach(f, self) { for (const [name, value] of this.entries()) f.call(self, value, name, this); }
    get [Symbol.toStringTag]() { return "Headers"; }
  }
  Object.defineProperty(Headers.prototype, Symbol.iterator, { value: Headers.prototype.entries, writable: true, configurable: true });

  return { Headers };
})
