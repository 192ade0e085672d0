// show writes any value as one line of text that tells apart what == and
// console.log do not: -0, holes, lone surrogates, accessors, the type of what
// was thrown. The same file runs in Node, where answers are recorded, and in a
// rule, where they are compared.

const escapes = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }

function quote(s) {
  let out = '"'
  for (let i = 0; i < s.length; i++) {
    const c = s[i], n = s.charCodeAt(i)
    const high = n >= 0xd800 && n < 0xdc00, low = n >= 0xdc00 && n < 0xe000
    const next = s.charCodeAt(i + 1)
    if (escapes[c]) out += escapes[c]
    else if (high && next >= 0xdc00 && next < 0xe000) out += c + s[++i]
    else if (n < 32 || high || low || (n >= 0x7f && n < 0xa1) || n === 0xad || (n >= 0x2000 && n < 0x2010) || (n >= 0x2028 && n < 0x2030) || n === 0xfeff)
      out += "\\u" + n.toString(16).padStart(4, "0")
    else out += c
  }
  return out + '"'
}

function showKey(k) {
  if (typeof k === "symbol") return "[" + String(k) + "]"
  return /^[A-Za-z_$][\w$]*$/.test(k) || /^(0|[1-9]\d*)$/.test(k) ? k : quote(k)
}

function nameOf(o) {
  const proto = Object.getPrototypeOf(o)
  if (proto === null) return "null"
  const c = Object.getOwnPropertyDescriptor(proto, "constructor") ?? Object.getOwnPropertyDescriptor(Object.getPrototypeOf(proto) ?? {}, "constructor")
  return typeof c?.value === "function" ? c.value.name : "?"
}

function showProperty(o, k, seen) {
  const d = Object.getOwnPropertyDescriptor(o, k)
  return "value" in d ? show(d.value, seen) : "<" + [d.get && "get", d.set && "set"].filter(Boolean).join("/") + ">"
}

// properties lists the enumerable own ones that the shape of the value does not show.
function properties(o, seen, skip) {
  return Reflect.ownKeys(o)
    .filter(k => Object.prototype.propertyIsEnumerable.call(o, k) && !skip?.(k))
    .map(k => showKey(k) + ": " + showProperty(o, k, seen))
}

const isIndex = k => typeof k === "string" && /^(0|[1-9]\d*)$/.test(k)

function showArray(a, seen) {
  const items = []
  for (let i = 0; i < a.length && i < 200; i++) items.push(Object.hasOwn(a, i) ? showProperty(a, i, seen) : "<hole>")
  if (a.length > 200) items.push("… " + a.length)
  const name = nameOf(a)
  // Sorted: that goja gives index and input of a match the other way round is one difference, not fifty.
  return (name === "Array" ? "" : name + " ") + "[" + items.concat(properties(a, seen, isIndex).sort()).join(", ") + "]"
}

// An error with a code or of the web is made by our own bindings, which say it
// in their own words and with a hint: name and code are what programs ask for.
function showError(e, seen) {
  const ours = e.code !== undefined && (typeof e.code === "string" || nameOf(e) === "DOMException")
  if (ours) return e.name + " " + e.code
  const more = properties(e, seen)
  for (const k of ["cause", "errors"]) if (Object.hasOwn(e, k) && !Object.prototype.propertyIsEnumerable.call(e, k)) more.push(k + ": " + show(e[k], seen))
  const name = nameOf(e)
  const words = wordless ? "" : ": " + String(e.message).replaceAll("\n", "\\n")
  return (name === e.name ? "" : name + " ") + e.name + words + (more.length && !wordless ? " {" + more.join(", ") + "}" : "")
}

const bytes = b => Array.from(b, x => x.toString(16).padStart(2, "0")).join("")

// tagged knows the values whose content no property shows.
const tagged = {
  "[object Date]": d => "Date(" + (isNaN(d) ? "NaN" : show(d.getTime())) + ")",
  "[object RegExp]": r => String(r) + (r.lastIndex ? "@" + r.lastIndex : ""),
  "[object Map]": (m, seen) => "Map{" + Array.from(m, ([k, v]) => show(k, seen) + " => " + show(v, seen)).join(", ") + "}",
  "[object Set]": (s, seen) => "Set{" + Array.from(s, v => show(v, seen)).join(", ") + "}",
  "[object ArrayBuffer]": b => "ArrayBuffer(" + bytes(new Uint8Array(b)) + ")",
  "[object DataView]": v => "DataView(" + v.byteOffset + ", " + v.byteLength + ")",
  "[object Number]": n => "[Number " + show(Number(n)) + "]",
  "[object Boolean]": b => "[Boolean " + b + "]",
  "[object String]": s => "[String " + quote(String(s)) + "]",
  "[object URL]": u => "URL(" + u.href + ")",
  "[object URLSearchParams]": p => "URLSearchParams(" + p + ")",
}

function showObject(o, seen) {
  if (seen.includes(o)) return "<cycle>"
  seen = seen.concat([o])
  if (Array.isArray(o)) return showArray(o, seen)
  if (o instanceof Error) return showError(o, seen)
  if (typeof Buffer === "function" && o instanceof Buffer) return "Buffer(" + bytes(o) + ")"
  if (ArrayBuffer.isView(o) && !(o instanceof DataView)) return nameOf(o) + "[" + Array.from(o, x => show(x)).join(", ") + "]"
  const tag = Object.prototype.toString.call(o)
  try {
    if (Object.hasOwn(tagged, tag)) return tagged[tag](o, seen)
  } catch { /* it only says to be one */ }
  const name = nameOf(o)
  const own = tag === "[object Object]" || tag === "[object " + name + "]" ? "" : tag.slice(8, -1) + " "
  return (name === "Object" ? "" : name + " ") + own + "{" + properties(o, seen).join(", ") + "}"
}

export function show(v, seen = []) {
  switch (typeof v) {
    case "string": return quote(v)
    case "bigint": return v + "n"
    case "number": return Object.is(v, -0) ? "-0" : String(v)
    case "function": return "<function " + quote(v.name) + ">"
    case "object": return v === null ? "null" : showObject(v, seen)
    default: return String(v)
  }
}

// wordless leaves the words of errors out, for names whose errors are ours.
let wordless = false

// answers runs one case after the other and tells what each gives or throws.
export async function answers(cases, errorsByName) {
  wordless = errorsByName
  const out = []
  for (const run of cases) {
    try {
      out.push(show(await run()))
    } catch (e) {
      try {
        out.push("throws " + show(e))
      } catch (e) {
        out.push("throws what can not be shown: " + e)
      }
    }
  }
  return JSON.stringify(out)
}
