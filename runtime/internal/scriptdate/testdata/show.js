// show runs a function and writes what it gives or throws as one line. It runs
// in Node, where answers are recorded, and in the test.
globalThis.show = function (run) {
  function write(v) {
    if (typeof v === "string") {
      let out = '"';
      for (let i = 0; i < v.length; i++) {
        const c = v.charCodeAt(i);
        out += c >= 0x20 && c < 0x7f && c !== 0x22 && c !== 0x5c ? v[i] : "\\u" + c.toString(16).padStart(4, "0");
      }
      return out + '"';
    }
    if (v === null || typeof v !== "object") return Object.is(v, -0) ? "-0" : String(v);
    if (v instanceof Date) return "Date " + write(v.getTime());
    if (Array.isArray(v)) return "[" + Array.from(v, (x, i) => (i in v ? write(x) : "hole")).join() + "]";
    return "{" + Reflect.ownKeys(v).map(k => write(String(k)) + ":" + write(v[k])).join() + "}";
  }
  try {
    return write(run());
  } catch (e) {
    return "throws " + e.name + ": " + write(e.message);
  }
};
