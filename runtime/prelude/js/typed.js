// The constructors of typed arrays, with the limit that limits.js puts on them.
// What methods store is made small before: the engine takes 0 of numbers from
// 2^63 on, where the low bits belong.
(function (own, go) {
  "use strict";
  const whole = new Set(["Int8Array", "Uint8Array", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"]);
  const { natives } = go, Float64 = natives.Float64Array, base = Object.getPrototypeOf(Float64), proto = base.prototype;
  const kindOf = Object.getOwnPropertyDescriptor(proto, Symbol.toStringTag).get, setNative = proto.set;
  const kind = v => Reflect.apply(kindOf, v, []);
  const isWhole = v => whole.has(kind(v));

  // low has the low bits of a number, or of what is asked for one.
  const low = v => {
    switch (typeof v) {
      case "number": return v < 9e15 && v > -9e15 ? v : v % 4294967296;
      case "bigint": case "symbol": return v; // refused by who stores it
      default: return low(+v);
    }
  };

  // lows is a list of numbers with their low bits alone. Lists of integers, and
  // what is no list, stay what they are. fill makes the numbers of others, which
  // are asked for them once.
  const lows = (list, fill) => {
    if (Object(list) !== list) return list;
    const of = kind(list);
    if (of === undefined ? toString.call(list) === "[object ArrayBuffer]" : !of.startsWith("Float")) return list;
    const numbers = fill(list);
    go.low(numbers.buffer);
    return numbers;
  };
  const { toString } = Object.prototype;

  function replace(on, name, make) {
    const native = on[name], made = make(native);
    Object.defineProperty(made, "name", { value: name, configurable: true });
    Object.defineProperty(made, "length", { value: native.length, configurable: true });
    Object.defineProperty(on, name, { value: made, writable: true, configurable: true });
  }
  const makes = f => typeof f === "function" && [...whole].some(n => f === natives[n] || f.prototype instanceof natives[n] || f.prototype === natives[n].prototype);

  replace(proto, "fill", native => ({ fill(v, from, to) { return Reflect.apply(native, this, [isWhole(this) ? low(v) : v, from, to]); } }).fill);
  replace(proto, "with", native => ({ with(i, v) { return Reflect.apply(native, this, [i, isWhole(this) ? low(v) : v]); } }).with);
  replace(proto, "set", native => ({
    set(list, at) {
      const n = list?.length;
      const numbers = isWhole(this) && n <= this.length ? lows(list, l => {
        const made = new Float64(n);
        Reflect.apply(setNative, made, [l]);
        return made;
      }) : list;
      return Reflect.apply(native, this, [numbers, at]);
    },
  }).set);
  replace(proto, "map", native => ({
    map(f, self) {
      const g = isWhole(this) && typeof f === "function" ? (v, i, list) => low(Reflect.apply(f, self, [v, i, list])) : f;
      return Reflect.apply(native, this, [g, self]);
    },
  }).map);
  replace(base, "of", native => ({ of(...items) { return Reflect.apply(native, this, makes(this) ? items.map(low) : items); } }).of);
  replace(base, "from", native => ({
    from(list, f, self) {
      if (!makes(this)) return Reflect.apply(native, this, [list, f, self]);
      if (f === undefined) return Reflect.apply(native, this, [list, low]);
      return Reflect.apply(native, this, [list, typeof f === "function" ? (v, i) => low(Reflect.apply(f, self, [v, i])) : f]);
    },
  }).from);

  const made = {};
  for (const name of Object.keys(natives)) made[name] = go.typed(natives[name], whole.has(name) ? list => lows(list, l => new Float64(l)) : undefined);
  return made;
})
