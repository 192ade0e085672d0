// The JavaScript side of rule tests: test() and the assertions of t.
(native) => {
  class AssertionError extends Error {
    constructor(message, got, want) {
      super(message)
      this.name = "AssertionError"
      if (arguments.length > 1) this.got = got
      if (arguments.length > 2) this.want = want
    }
  }

  const isObject = v => typeof v === "object" && v !== null

  // same compares by value: NaN equals NaN, -0 equals 0, dates by time, Maps
  // and Sets by content, other objects by their own enumerable properties.
  function same(a, b, seen = new Map()) {
    if (a === b || (a !== a && b !== b)) return true
    if (!isObject(a) || !isObject(b)) return false
    if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime()
    if (a instanceof RegExp && b instanceof RegExp) return String(a) === String(b)
    if (Array.isArray(a) !== Array.isArray(b)) return false
    if (seen.get(a) === b) return true
    seen.set(a, b)
    if (a instanceof Map && b instanceof Map) return same([...a], [...b], seen)
    if (a instanceof Set && b instanceof Set) return same([...a], [...b], seen)
    if (a instanceof Error && b instanceof Error && (a.name !== b.name || a.message !== b.message)) return false
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every(k => Object.hasOwn(b, k) && same(a[k], b[k], seen))
  }

  const show = v => native.show(v)
  const because = note => note ? `${note}: ` : ""

  const assertions = {
    equal(got, want, note) {
      if (!same(got, want)) throw new AssertionError(`${because(note)}got ${show(got)}, want ${show(want)}`, got, want)
    },
    match(got, pattern, note) {
      if (!(pattern instanceof RegExp)) throw new TypeError(`t.match: pattern is ${show(pattern)}, wanted a RegExp`)
      const text = typeof got === "string" ? got : isObject(got) && "text" in got ? got.text : String(got)
      if (text.search(pattern) < 0) throw new AssertionError(`${because(note)}got ${show(got)}, want a text like ${pattern}`, got)
    },
    ok(value, note) {
      if (!value) throw new AssertionError(`${because(note)}got ${show(value)}, want something true`, value)
    },
    async throws(fn, pattern, note) {
      let value
      try {
        value = await (typeof fn === "function" ? fn() : fn)
      } catch (e) {
        const text = `${e?.name ?? ""}: ${e?.message ?? e} ${e?.code ?? ""}`
        if (pattern instanceof RegExp ? pattern.test(text) : typeof pattern === "function" ? e instanceof pattern : true) return e
        throw new AssertionError(`${because(note)}it threw ${show(text)}, want ${show(pattern)}`)
      }
      throw new AssertionError(`${because(note)}it threw nothing and gave ${show(value)}`)
    },
  }

  function check(fn, name, body, opts) {
    if (typeof name !== "string" || name === "") throw new TypeError(`${fn}: name is ${show(name)}, wanted a string`)
    if (typeof body !== "function") throw new TypeError(`${fn}: fn is ${show(body)}, wanted a function like async t => { … }`)
    for (const key of Object.keys(opts ?? {})) {
      if (key !== "env" && key !== "timeout") throw new TypeError(`${fn}: opts has no option "${key}", known are env, timeout`)
    }
  }
  const test = (name, body, opts) => { check("test", name, body, opts); native.add(name, body, "", opts?.env, opts?.timeout) }
  test.only = (name, body, opts) => { check("test.only", name, body, opts); native.add(name, body, "only", opts?.env, opts?.timeout) }
  test.skip = (name, body) => { native.add(String(name), body ?? (() => {}), "skip") }

  // Promise notes the line that makes one, so that a test which waits for it
  // for ever can say where. All else is the language's own.
  const Native = Promise
  function Noted(executor) {
    native.waits()
    return Reflect.construct(Native, [executor], this instanceof Noted && new.target !== Noted ? new.target : Native)
  }
  Object.defineProperty(Noted, "name", {value: "Promise"})
  Noted.prototype = Native.prototype
  for (const key of Reflect.ownKeys(Native)) {
    const own = Object.getOwnPropertyDescriptor(Native, key)
    if (typeof own.value === "function") Object.defineProperty(Noted, key, {...own, value: own.value.bind(Native)})
  }
  Object.defineProperty(globalThis, "Promise", {value: Noted, writable: true, configurable: true})

  // plain is a reply in the words of t.fetch; a Response is one, too.
  async function plain(reply) {
    const v = await reply
    if (!(v instanceof Response)) return v
    if (v.type === "error") throw new TypeError("the network failed")
    return {status: v.status, headers: [...v.headers], body: new Uint8Array(await v.arrayBuffer())}
  }
  function answer(reply) {
    if (typeof reply === "function") return request => plain(reply(request))
    return reply instanceof Response || typeof reply?.then === "function" ? async () => plain((await reply)?.clone?.() ?? reply) : reply
  }

  const make = control => Object.assign(Object.create(null), assertions, control,
    {fetch: (url, reply) => control.fetch(url, answer(reply))})
  return {test, make, AssertionError}
}
