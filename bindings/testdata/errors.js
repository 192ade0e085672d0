// The error classes, env and console.

// == classes
run(() => {
  const names = ["NoContextError", "WindowClosedError", "QuotaExhaustedError", "TextTooLongError", "RejectedError", "SessionExpiredError", "MediaError", "TimeoutError"]
  for (const n of names) {
    const e = new globalThis[n]("text", {hint: "h", cause: 3})
    eq([e.name, e.message, e.hint, e.cause, e instanceof BotError, e instanceof Error, String(e)], [n, "text", "h", 3, true, true, n + ": text"])
  }
  eq(new TimeoutError().code, "TIMEOUT")
  eq(new BotError("x").code, undefined)
})

// == thrown by the host
bot.on("message", async msg => {
  const seen = {}
  for (const n of ["QuotaExhaustedError", "WindowClosedError", "NoContextError", "SessionExpiredError", "TextTooLongError", "RejectedError", "MediaError"]) {
    refuse(n)
    try { await msg.reply("x") } catch (e) {
      eq([e.name, e instanceof globalThis[n], typeof e.code, typeof e.hint], [n, true, "string", "string"])
      seen[n] = e
    }
  }
  eq([seen.QuotaExhaustedError.limit, seen.QuotaExhaustedError.used], [10, 10])
  eq([seen.TextTooLongError.bytes, seen.TextTooLongError.limit], [20000, 16384])
  eq(seen.RejectedError.reasons.length >= 0, true)
  eq(seen.WindowClosedError.stack.includes("10-test.js"), true)
  eq(Object.keys(seen).length, 7)
})
run(async () => { eq((await says("x")).error, undefined) })

// == plain Go errors
run(async () => {
  refuse("something broke")
  try { await bot.send("bob", "x") } catch (e) { eq([e.name, e.message, e instanceof Error, e instanceof BotError], ["Error", "something broke", true, false]) }
})

// == env
run(() => { eq([env.KEY, env.NOPE], ["value", undefined]) })

// == console
run(() => {
  console.log("a %s %d%%", "b", 5, {x: [1, undefined, null, "t"], f() {}, d: new Date(0), re: /x/g})
  let out = logged()

  eq(out.includes('a b 5% { x: [1, undefined, null, "t"], f: [function f], d: 1970-01-01T00:00:00.000Z, re: /x/g }'), true)
  eq(out.includes("[INFO]"), true)
  eq(/line=\d+/.test(out), true)
  eq(out.includes("10-test.js"), true)
  console.warn("w"); console.error(new Error("boom")); console.debug("d"); console.trace("t"); console.info("i"); console.dir({}); console.table([1])
  out = logged()
  for (const part of ["[WARN]", "[ERROR]", "boom", "[DEBUG]", "[TRACE]"]) eq([part, out.includes(part)], [part, true])
  const cyc = {}; cyc.me = cyc
  console.log(cyc, new Map([["k", {v: 1}]]), new Set([1]), Promise.resolve(1), Symbol("s"), 10n, class Foo {}, new (class Bar { x = 1 })())
  out = logged()
  eq(out.includes('{ me: [circular] } Map { "k" => { v: 1 } } Set { 1 } Promise { not awaited } Symbol(s) 10n'), true)
  eq(out.includes("Bar { x: 1 }"), true)
  console.log({get bad() { throw new Error("in getter") }})
  eq(logged().includes("in getter"), true)
  console.assert(1 === 1, "no"); eq(logged(), "")
  console.assert(false, "yes", 1); eq(logged().includes("assertion failed: yes 1"), true)
  console.time("x"); console.timeLog("x"); console.timeEnd("x"); console.timeEnd("x")
  eq(logged().includes('console.time("x") was not called'), true)
  console.count(); console.count(); eq(logged().includes("default: 2"), true)
  console.group("g"); console.groupEnd(); console.groupCollapsed(); console.clear(); eq(logged().includes("g"), true)
  console.log(); console.log("%s"); console.log("%x %j", {a: 1})
})

// == an error of the load
//! 10-test.js:2:1?[0-9].*bot.hear: pattern is the number 1, wanted
bot.hear(1, () => 1)
