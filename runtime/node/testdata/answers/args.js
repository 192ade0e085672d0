// util.parseArgs and the tests of bytes.
const { parseArgs } = require("util"), { isAscii, isUtf8 } = require("buffer");
const code = f => { try { return f(); } catch (e) { return [e.name, e.code]; } };
const text = f => { try { return f(); } catch (e) { return [e.name, e.code, e.message]; } };
const color = { color: { type: "boolean" } };
module.exports = {
  "nothing": () => parseArgs({ args: [] }),
  "short and long": () => parseArgs({ args: ["-f", "--bar", "b"], options: { foo: { type: "boolean", short: "f" }, bar: { type: "string" } } }),
  "groups": () => parseArgs({ args: ["-abc5", "--n=1", "--n", "2"], options: { a: { type: "boolean", short: "a" }, b: { type: "boolean", short: "b" }, c: { type: "string", short: "c" }, n: { type: "string", multiple: true } } }),
  "defaults": () => parseArgs({ args: [], options: { a: { type: "string", default: "d" }, m: { type: "string", multiple: true, default: ["1", "2"] } } }),
  "positionals": () => parseArgs({ args: ["x", "--", "--y"], allowPositionals: true }),
  "tokens": () => parseArgs({ args: ["-a", "-b=2", "x", "--", "z"], strict: false, tokens: true }),
  "no class behind values": () => Object.getPrototypeOf(parseArgs({ args: [] }).values),
  "unknown": () => text(() => parseArgs({ args: ["--x"] })),
  "unexpected": () => text(() => parseArgs({ args: ["y"] })),
  "missing": () => text(() => parseArgs({ args: ["--bar"], options: { bar: { type: "string" } } })),
  "too much": () => text(() => parseArgs({ args: ["--foo=1"], options: { foo: { type: "boolean" } } })),
  "ambiguous": () => text(() => parseArgs({ args: ["--bar", "-x"], options: { bar: { type: "string" }, x: { type: "boolean", short: "x" } } })),
  "args of a wrong type": () => code(() => parseArgs({ args: 5 })),
  "options of a wrong type": () => code(() => parseArgs({ args: [], options: { a: { type: "number" } } })),
  "allowNegative of a wrong type": () => code(() => parseArgs({ args: [], allowNegative: 1 })),
  "off": () => parseArgs({ args: ["--no-color", "x"], allowNegative: true, allowPositionals: true, options: color }),
  "off and on": () => [["--no-color", "--color"], ["--color", "--no-color"]].map(args => parseArgs({ args, allowNegative: true, options: color }).values),
  "off, many": () => parseArgs({ args: ["--no-v", "--v"], allowNegative: true, options: { v: { type: "boolean", multiple: true } } }),
  "off, default": () => [["--no-c"], []].map(args => parseArgs({ args, allowNegative: true, options: { c: { type: "boolean", default: true } } }).values),
  "off, tokens": () => parseArgs({ args: ["--no-color"], allowNegative: true, tokens: true, options: color }),
  "off, unknown": () => text(() => parseArgs({ args: ["--no-x"], allowNegative: true, options: color })),
  "off, loose": () => parseArgs({ args: ["--no-x", "-y"], allowNegative: true, strict: false }),
  "not off": () => text(() => parseArgs({ args: ["--no-color"], allowNegative: false, options: color })),
  "isAscii": () => [isAscii(Buffer.from("abc")), isAscii(Buffer.from("é")), isAscii(new ArrayBuffer(2)), isAscii(new Uint16Array([300])), isAscii(new Uint16Array([200])), code(() => isAscii("a")), code(() => isAscii(new DataView(new ArrayBuffer(1))))],
  "isUtf8": () => [isUtf8(Buffer.from("é")), isUtf8(Buffer.from([0xe9])), isUtf8(new ArrayBuffer(2)), code(() => isUtf8("a"))],
};
