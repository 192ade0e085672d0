// inspect and format: values as text for people.
(function () {
  "use strict";
  const custom = Symbol.for("nodejs.util.inspect.custom");

  const quote = s => {
    const mark = !s.includes("'") ? "'" : !s.includes('"') ? '"' : "`";
    return mark + s.replace(/[\\\n\r\t\b\f]/g, c => ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" })[c])
      .replace(mark === "`" ? /`/g : /(?!)/, "\\`") + mark;
  };
  // A literal would not know \p: only the bundler makes it a call of RegExp.
  const identifier = new RegExp("^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$", "u");
  const keyOf = k => (typeof k === "symbol" ? `[${String(k)}]` : identifier.test(k) ? k : quote(k));

  function primitive(v) {
    switch (typeof v) {
      case "string": return quote(v);
      case "bigint": return `${v}n`;
      case "number": return Object.is(v, -0) ? "-0" : `${v}`;
      default: return String(v);
    }
  }

  function nameOf(v) {
    for (let p = Object.getPrototypeOf(v); p; p = Object.getPrototypeOf(p)) {
      const c = Object.getOwnPropertyDescriptor(p, "constructor")?.value;
      if (typeof c === "function" && c.name) return c.name;
    }
    return null;
  }

  // join puts parts on one line if they fit, else each on its own.
  function join(open, parts, close, o) {
    if (parts.length === 0) return open + close;
    const one = `${open} ${parts.join(", ")} ${close}`;
    if (one.length + o.indent <= o.breakLength && !one.includes("\n")) return one;
    const pad = " ".repeat(o.indent + 2);
    return `${open}\n${pad}${parts.join(`,\n${pad}`)}\n${" ".repeat(o.indent)}${close}`;
  }

  function errorText(v, o) {
    const head = `${v.name}: ${v.message}`;
    const stack = typeof v.stack === "string" && v.stack.includes("\n") ? v.stack.trimEnd() : `[${head}]`;
    const own = Object.keys(v).filter(k => k !== "stack" && k !== "message");
    for (const key of ["errors", "cause"]) if (Object.hasOwn(v, key)) own.push(key);
    if (own.length === 0) return stack;
    return join(`${stack} {`, [...new Set(own)].map(k => `${keyOf(k)}: ${show(v[k], deeper(o))}`), "}", o);
  }

  const deeper = o => ({ ...o, level: o.level + 1, indent: o.indent + 2, seen: o.seen });

  function limited(list, o, f) {
    const out = list.slice(0, o.maxArrayLength).map(f);
    if (list.length > o.maxArrayLength) out.push(`... ${list.length - o.maxArrayLength} more`);
    return out;
  }

  function entries(v, o) {
    const inner = deeper(o);
    return Reflect.ownKeys(v)
      .filter(k => Object.getOwnPropertyDescriptor(v, k).enumerable && !(Array.isArray(v) && /^\d+$/.test(String(k))))
      .map(k => {
        const d = Object.getOwnPropertyDescriptor(v, k);
        const value = d.get ? (d.set ? "[Getter/Setter]" : "[Getter]") : d.set ? "[Setter]" : show(d.value, inner);
        return `${keyOf(k)}: ${value}`;
      });
  }

  function show(v, o) {
    if (Object(v) !== v) return primitive(v);
    if (typeof v[custom] === "function" && v[custom] !== inspect) {
      const r = v[custom](o.depth - o.level, o, inspect);
      if (r !== v) return typeof r === "string" ? r : show(r, o);
    }
    if (o.seen.includes(v)) return "[Circular *1]";
    o.seen.push(v);
    const text = shape(v, o);
    o.seen.pop();
    return text;
  }

  // What lies in v may lead back to it: show has noted v as seen.
  function shape(v, o) {
    const name = nameOf(v);
    if (typeof v === "function") {
      const kind = /^class\b/.test(Function.prototype.toString.call(v)) ? "class" : "Function";
      const head = v.name ? `[${kind}${kind === "class" ? " " : ": "}${v.name}]` : `[${kind} (anonymous)]`;
      const props = entries(v, o);
      return props.length ? join(`${head} {`, props, "}", o) : head;
    }
    if (v instanceof Error) return errorText(v, o);
    if (v instanceof Date) return Number.isNaN(v.getTime()) ? "Invalid Date" : v.toISOString();
    if (v instanceof RegExp) return String(v);
    if (v instanceof Promise) return "Promise {}";
    if (v instanceof WeakMap || v instanceof WeakSet) return `${name} { <items unknown> }`;
    if ([String, Number, Boolean].some(T => v instanceof T)) return `[${name}: ${primitive(v.valueOf())}]`;
    if (o.level > o.depth) return `[${Array.isArray(v) ? "Array" : name ?? "Object: null prototype"}]`;

    const inner = deeper(o);
    let text;
    if (Array.isArray(v)) {
      const items = [];
      for (let i = 0; i < Math.min(v.length, o.maxArrayLength); i++) items.push(i in v ? show(v[i], inner) : "<empty>");
      if (v.length > o.maxArrayLength) items.push(`... ${v.length - o.maxArrayLength} more items`);
      text = join(name === "Array" ? "[" : `${name}(${v.length}) [`, [...items, ...entries(v, o)], "]", o);
    } else if (v instanceof Map) {
      text = join(`Map(${v.size}) {`, limited([...v], o, ([k, x]) => `${show(k, inner)} => ${show(x, inner)}`), "}", o);
    } else if (v instanceof Set) {
      text = join(`Set(${v.size}) {`, limited([...v], o, x => show(x, inner)), "}", o);
    } else if (v instanceof ArrayBuffer) {
      text = `ArrayBuffer { byteLength: ${v.byteLength} }`;
    } else if (ArrayBuffer.isView(v) && !(v instanceof DataView)) {
      text = join(`${name}(${v.length}) [`, limited([...v.subarray(0, o.maxArrayLength + 1)], o, x => primitive(x)), "]", o);
    } else {
      const tag = typeof v[Symbol.toStringTag] === "string" && v[Symbol.toStringTag] !== name ? ` [${v[Symbol.toStringTag]}]` : "";
      const head = name === "Object" && !tag ? "{" : `${name ?? "[Object: null prototype]"}${tag} {`;
      text = join(head, entries(v, o), "}", o);
    }
    return text;
  }

  function inspect(v, options) {
    const given = typeof options === "object" && options !== null ? options : {};
    const depth = given.depth === null ? Infinity : given.depth ?? 2;
    return show(v, { breakLength: 76, maxArrayLength: 100, ...given, depth, level: 0, indent: 0, seen: [], stylize: s => `${s}` });
  }
  inspect.custom = custom;
  inspect.defaultOptions = { depth: 2 };

  function format(first, ...rest) {
    if (typeof first !== "string") return [first, ...rest].map(v => (typeof v === "string" ? v : inspect(v))).join(" ");
    let used = 0;
    const text = rest.length === 0 ? first : first.replace(/%([sdifjoOc%])/g, (all, kind) => {
      if (kind === "%") return "%";
      if (used >= rest.length) return all;
      const v = rest[used++];
      switch (kind) {
        case "s": return typeof v === "object" && v !== null ? inspect(v, { depth: 0 }) : typeof v === "bigint" ? `${v}n` : String(v);
        case "d": return typeof v === "bigint" ? `${v}n` : String(Number(v));
        case "i": return typeof v === "bigint" ? `${v}n` : String(parseInt(v, 10));
        case "f": return String(parseFloat(v));
        case "j": try { return JSON.stringify(v); } catch { return "[Circular]"; }
        case "c": return "";
        default: return inspect(v, kind === "o" ? { depth: 4 } : {});
      }
    });
    return [text, ...rest.slice(used).map(v => (typeof v === "string" ? v : inspect(v)))].join(" ");
  }

  return { _inspect: inspect, _format: format };
})
