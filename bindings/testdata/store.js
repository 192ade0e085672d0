// store, store.shared, msg.store.

// == the basics
run(() => {
  eq(store.get("a"), undefined)
  eq(store.get("a", 5), 5)
  eq(store.set("a", {b: [1, "二", null]}), {b: [1, "二", null]})
  eq(store.get("a"), {b: [1, "二", null]})
  store.get("a").b.push("copy")
  eq(store.get("a").b.length, 3)
  eq([store.has("a"), store.has("x")], [true, false])
  store.set("ab", 1)
  store.set(7, "seven")
  eq(store.keys(), ["7", "a", "ab"])
  eq(store.keys("a"), ["a", "ab"])
  eq([store.delete("a"), store.delete("a")], [true, false])
  eq([store.incr("n"), store.incr("n", 5), store.incr("n", -0.5)], [1, 6, 5.5])
  eq(store.update("list", (l = []) => [...l, 1]), [1])
  eq(store.update("list", l => { l.push(2) }), [1, 2])
  eq(store.get("list"), [1, 2])
  store.set("t", 1, {ttl: "1h"})
  eq(store.get("t(ttl)"), "1h0m0s")
})

// == shared and per user are apart
bot.on("message", msg => {
  store.set("k", 1); store.shared.set("k", 2); msg.store.set("k", 3)
  eq([store.get("k"), store.shared.get("k"), msg.store.get("k")], [1, 2, 3])
  eq(msg.store === msg.store, true)
  eq(msg.store.incr("n"), 1)
  msg.store.set("x") //! msg.store.set: value is undefined
})
run(async () => { eq((await says("x")).error, undefined) })

// == misuse
store.get() //! store.get: key is undefined, wanted a string
store.get("") //! key is an empty string
store.get({}) //! key is an object
store.get("k".repeat(2000)) //! key has 2000 bytes, at most 1024
store.set("a") //! store.set: value is undefined, wanted a JSON value .* store.delete\("a"\)
store.set("a", Promise.resolve(1)) //! value is a Promise, wanted a JSON value .* put await in front
store.set("a", () => 1) //! value is a function|value is the function
store.set("a", 1n) //! value can not be kept
store.set("a", "x".repeat(2 ** 20)) //! value has 1048578 bytes as JSON, at most 1048576
store.set("a", 1, {tll: "1h"}) //! opts has no option "tll".*did you mean "ttl"
store.set("a", 1, {ttl: 60}) //! opts.ttl is the number 60, wanted a duration
store.set("a", 1, "1h") //! opts is the string "1h", wanted an object
store.has() //! store.has: key is undefined
store.keys(3) //! store.keys: prefix is the number 3
store.delete() //! store.delete: key is undefined
store.incr("a", "x") //! store.incr: by is the string "x", wanted a finite number
store.incr("a", NaN) //! by is the number NaN
store.set("text", "x")
store.incr("text") //! incr: the value of "text" is a string, not a number.*store.set\("text", 0\)
store.update("a") //! store.update: fn is undefined, wanted a function
store.update("a", async () => 1) //! the result of fn is a Promise, wanted a value at once
store.update("a", () => {}) //! the result of fn is undefined, wanted the new value
store.update("a", () => { throw new Error("mine") }) //! Error: mine
store.shared.get() //! store.shared.get: key is undefined
store.getItem("a") //! store.getItem is not a name of hotreply.*store.get\(key\)
store.dlete("a") //! did you mean store.delete
store.x = 1 //! store.x: it can not be set
const cyclic = {}
cyclic.self = cyclic
store.set("a", cyclic) //! value can not be kept

// == what JSON would lose is refused, nested too
run(() => {
  store.set("m", new Map([["a", 1]])) //! store.set: value is a Map, wanted plain JSON.*Object.fromEntries\(map\)
  store.set("s", new Set(["a"])) //! value is a Set, wanted plain JSON.*\[\.\.\.set\]
  store.set("n", {seen: [1, new Set()]}) //! value\.seen\[1\] is a Set
  store.set("b", new Uint8Array([1, 2])) //! value is a Uint8Array.*base64
  store.set("b", {raw: new ArrayBuffer(2)}) //! value\.raw is an ArrayBuffer.*base64
  store.set("e", new Error("why")) //! value is an Error.*error\.message
  store.set("x", NaN) //! value is the number NaN.*Number\.isFinite
  store.set("x", {n: [Infinity]}) //! value\.n\[0\] is the number Infinity
  store.set("r", {re: /x/}) //! value\.re is a RegExp.*plain JSON
  store.set("p", {p: Promise.resolve(1)}) //! value\.p is a Promise.*await
  store.set("t", {then: ok => ok(1)}) //! value is an object.*await
  store.update("u", () => new Map()) //! the result of fn is a Map
  store.update("u", () => ({then: ok => ok(1)})) //! the result of fn is an object.*waiting
  const circle = {}; circle.me = circle; store.set("c", circle) //! can not be kept
  store.set("i", 10n) //! can not be kept|BigInt
  eq(store.keys(), [])
  store.set("ok", {d: new Date(0), n: [null, -0, 1.5], o: Object.create(null), s: new String("x"), deep: {a: [{b: 1}]}})
  eq(store.get("ok"), {d: "1970-01-01T00:00:00.000Z", n: [null, 0, 1.5], o: {}, s: "x", deep: {a: [{b: 1}]}})
})
