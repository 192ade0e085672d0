// util.
(function (own) {
  "use strict";
  const customPromisify = Symbol.for("nodejs.util.promisify.custom");

  function fn(f, name) {
    if (typeof f !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `util.${name}: ${f === null ? "null" : typeof f} is not a function`);
    return f;
  }

  function promisify(f) {
    if (fn(f, "promisify")[customPromisify]) return f[customPromisify];
    return Object.defineProperties(function (...args) {
      return new Promise((resolve, reject) => {
        f.call(this, ...args, (err, value) => (err ? reject(err) : resolve(value)));
      });
    }, Object.getOwnPropertyDescriptors({ name: f.name }));
  }
  promisify.custom = customPromisify;

  function callbackify(f) {
    fn(f, "callbackify");
    return function (...args) {
      const done = fn(args.pop(), "callbackify");
      f.apply(this, args).then(
        v => queueMicrotask(() => done(null, v)),
        e => queueMicrotask(() => done(e ?? new Error(`rejected with ${e}`))));
    };
  }

  function inherits(child, parent) {
    fn(child, "inherits");
    fn(parent, "inherits");
    Object.defineProperty(child, "super_", { value: parent, writable: true, configurable: true });
    Object.setPrototypeOf(child.prototype, parent.prototype);
  }

  function deprecate(f, message) {
    let said = false;
    return function (...args) {
      if (!said) {
        said = true;
        globalThis.console?.warn(`deprecated: ${message}`);
      }
      return new.target ? Reflect.construct(f, args, new.target) : f.apply(this, args);
    };
  }

  // equal compares structure, as assert.deepStrictEqual does; loose uses == on
  // primitives.
  function equal(a, b, loose = false, seen = new Map()) {
    if (Object.is(a, b) || (loose && a == b)) return true;
    if (Object(a) !== a || Object(b) !== b) return false;
    if (!loose && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    if (seen.get(a) === b) return true;
    seen.set(a, b);
    const same = (x, y) => equal(x, y, loose, seen);
    if (a instanceof Date && b instanceof Date && a.getTime() !== b.getTime()) return false;
    if (a instanceof RegExp && String(a) !== String(b)) return false;
    if (a instanceof Error && (a.message !== b.message || a.name !== b.name)) return false;
    if (a instanceof Map) {
      return b instanceof Map && a.size === b.size &&
        [...a].every(([k, v]) => (b.has(k) ? same(v, b.get(k)) : [...b].some(([k2, v2]) => same(k, k2) && same(v, v2))));
    }
    if (a instanceof Set) return b instanceof Set && a.size === b.size && [...a].every(v => b.has(v) || [...b].some(w => same(v, w)));
    if ([String, Number, Boolean].some(T => a instanceof T) && !Object.is(a.valueOf(), b.valueOf())) return false;
    const ka = Object.keys(a), kb = Object.keys(b);
    return ka.length === kb.length && ka.every(k => Object.hasOwn(b, k) && same(a[k], b[k]));
  }

  const tag = v => Object.prototype.toString.call(v).slice(8, -1);
  const typed = Object.getPrototypeOf(Uint8Array);
  const types = {
    isTypedArray: v => v instanceof typed,
    isUint8Array: v => v instanceof Uint8Array,
    isArrayBufferView: v => ArrayBuffer.isView(v),
    isAnyArrayBuffer: v => v instanceof ArrayBuffer,
    isNativeError: v => v instanceof Error,
    isBoxedPrimitive: v => [String, Number, Boolean].some(T => v instanceof T),
    isGeneratorObject: v => tag(v) === "Generator",
    isGeneratorFunction: v => tag(v) === "GeneratorFunction",
    isAsyncFunction: v => tag(v) === "AsyncFunction",
    isProxy: () => false,
    isExternal: () => false,
  };
  for (const name of ["ArrayBuffer", "DataView", "Date", "Map", "Promise", "RegExp", "Set", "WeakMap", "WeakSet"]) {
    types[`is${name}`] = v => v instanceof globalThis[name];
  }

  const util = {
    inspect: own._inspect, format: own._format, promisify, callbackify, inherits, deprecate, types,
    formatWithOptions: (options, ...args) => own._format(...args),
    isDeepStrictEqual: (a, b) => equal(a, b),
    isArray: Array.isArray,
    debuglog: () => Object.assign(() => {}, { enabled: false }),
    stripVTControlCharacters: s => `${s}`.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, ""),
    styleText: (style, s) => `${s}`,
    toUSVString: s => `${s}`.toWellFormed(),
    get parseArgs() { return own._parseArgs; },
    get TextEncoder() { return globalThis.TextEncoder; },
    get TextDecoder() { return globalThis.TextDecoder; },
  };
  util.debug = util.debuglog;
  // Names of the first years, which packages of that age still call.
  const object = v => typeof v === "object" && v !== null;
  Object.assign(util, {
    isBoolean: v => typeof v === "boolean", isBuffer: v => own.Buffer.isBuffer(v), isDate: v => types.isDate(v), isError: v => v instanceof Error || object(v) && tag(v) === "Error",
    isFunction: v => typeof v === "function", isNull: v => v === null, isNullOrUndefined: v => v === null || v === undefined, isNumber: v => typeof v === "number", isObject: object,
    isPrimitive: v => !object(v) && typeof v !== "function", isRegExp: v => types.isRegExp(v), isString: v => typeof v === "string", isSymbol: v => typeof v === "symbol", isUndefined: v => v === undefined,
    _extend: (to, from) => (object(from) ? Object.assign(to, from) : to), log: (...args) => globalThis.console?.log(own._format(...args)),
  });
  return { _util: util, _deepEqual: equal };
})
