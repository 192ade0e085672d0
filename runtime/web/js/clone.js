// structuredClone.
(function (own) {
  "use strict";
  const wrappers = [Boolean, Number, String, BigInt];
  const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const deepest = 250; // stays inside the call stack that a script has

  function refuse(what) {
    throw new own.DOMException(`structuredClone: ${what} can not be cloned`, "DataCloneError");
  }

  function copy(v, seen, depth) {
    if (typeof v === "symbol") refuse("a symbol");
    if (typeof v === "function") refuse(`the function ${v.name || "(anonymous)"}`);
    if (Object(v) !== v) return v;
    if (seen.has(v)) return seen.get(v);
    if (depth > deepest) refuse(`data nested more than ${deepest} deep`);
    const keep = made => {
      seen.set(v, made);
      return made;
    };
    const fill = made => {
      keep(made);
      for (const key of Object.keys(v)) made[key] = copy(v[key], seen, depth + 1);
      return made;
    };

    if (Array.isArray(v)) {
      const made = fill([]);
      made.length = v.length;
      return made;
    }
    if (v instanceof Date) return keep(new Date(v.getTime()));
    if (v instanceof RegExp) return keep(new RegExp(v.source, v.flags));
    if (v instanceof Map) {
      const made = keep(new Map());
      for (const [key, value] of v) made.set(copy(key, seen, depth + 1), copy(value, seen, depth + 1));
      return made;
    }
    if (v instanceof Set) {
      const made = keep(new Set());
      for (const value of v) made.add(copy(value, seen, depth + 1));
      return made;
    }
    if (v instanceof ArrayBuffer) return keep(v.slice(0));
    if (ArrayBuffer.isView(v)) {
      const buffer = copy(v.buffer, seen, depth + 1);
      if (v instanceof DataView) return keep(new DataView(buffer, v.byteOffset, v.byteLength));
      const Kind = globalThis[v[Symbol.toStringTag]];
      return keep(new Kind(buffer, v.byteOffset, v.length));
    }
    if (v instanceof own.Blob) return v; // immutable
    if (v instanceof Error) {
      const made = keep(new (errors[v.name] ?? Error)(v.message));
      const own = ["stack", "cause"].filter(key => Object.hasOwn(v, key));
      for (const key of own) {
        Object.defineProperty(made, key, { value: copy(v[key], seen, depth + 1), writable: true, configurable: true });
      }
      return made;
    }
    if (v instanceof Promise) refuse("a Promise");
    if (v instanceof WeakMap || v instanceof WeakSet) refuse("a weak collection");
    for (const W of wrappers) if (v instanceof W) return keep(Object(v.valueOf()));
    return fill({});
  }

  function structuredClone(value, options) {
    if (arguments.length === 0) throw own._coded(TypeError, "ERR_MISSING_ARGS", "structuredClone: the value is missing");
    if (options?.transfer?.length) throw new own.DOMException("structuredClone: transfer is not available: the buffers are copied without it", "NotSupportedError");
    return copy(value, new Map(), 0);
  }

  return { structuredClone };
})
