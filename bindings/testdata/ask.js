// msg.ask, msg.typing, msg.once.

// == ask
bot.hear("name", async msg => {
  const a = await msg.ask("who?")
  await a.reply("hi " + a.text)
})
run(async () => {
  const first = says("name")
  await settle()
  eq(await says("Bob"), {answered: true})
  eq((await first).sent.map(s => [s.text, s.turn]), [["who?", "default/1"], ["hi Bob", "default/1"]])
})

// == match and cancel
bot.hear("age", async msg => {
  const a = await msg.ask("age?", {match: /^\d+$/g, cancel: ["取消", "cancel"]})
  if (!a) return "cancelled"
  return "age " + a.match[0]
})
bot.fallback(() => "fallback")
run(async () => {
  let first = says("age")
  await settle()
  eq((await says("abc")).handled, true)
  eq(await says("42"), {answered: true})
  eq((await first).sent.map(s => s.text), ["age 42"])
  first = says("age")
  await settle()
  await says(" Cancel ")
  eq((await first).sent.map(s => s.text), ["age?", "cancelled"])
})

// == choices, functions and their errors
bot.hear("yes", async msg => (await msg.ask("?", {match: ["是", "否"]})).text)
bot.hear("fn", async msg => (await msg.ask("?", {match: async m => (await 0, m.text.length > 2)})).text)
bot.hear("bad", async msg => (await msg.ask("?", {match: () => { throw new Error("in match") }})).text)
run(async () => {
  let first = says("yes")
  await settle()
  eq((await says("maybe")).answered, undefined)
  await says("是")
  eq((await first).sent.at(-1).text, "是")
  first = says("fn")
  await settle()
  eq((await says("a")).answered, undefined)
  await says("abc")
  eq((await first).sent.at(-1).text, "abc")
  first = says("bad")
  await settle()
  await says("x")
  eq((await first).error.includes("in match"), true)
})

// == timeout
bot.hear("slow", async msg => {
  try { await msg.ask("?", {timeout: "1ms"}) } catch (e) {
    eq([e.name, e.code, e instanceof TimeoutError, e instanceof BotError, e instanceof Error], ["TimeoutError", "TIMEOUT", true, true, true])
    eq(e.hint.includes("timeout"), true)
    return "too slow"
  }
})
run(async () => { eq((await says("slow")).sent.at(-1).text, "too slow") })

// == typing and once
let runs = 0
bot.hear("once", async msg => {
  await msg.typing()
  await msg.typing(false)
  const a = await msg.once("pay", async () => ({n: ++runs}))
  const b = await msg.once("pay", () => ({n: ++runs}))
  eq([a, b, runs], [{n: 1}, {n: 1}, 1])
  const [c, d] = await Promise.all([msg.once("two", () => ++runs), msg.once("two", () => ++runs)])
  eq([c, d, runs], [2, 2, 2])
  eq(await msg.once("nothing", () => {}), null)
})
run(async () => { const r = await says("once"); eq([r.error, r.typing], [undefined, [true, false]]) })

// == misuse
bot.hear("go", async msg => {
  await msg.ask({}) //! msg.ask: content is an object
  await msg.ask("?", {timeout: 5000}) //! msg.ask: opts.timeout is the number 5000, wanted a duration.*milliseconds are written "5s"
  await msg.ask("?", {timout: "5m"}) //! did you mean "timeout"
  await msg.ask("?", {match: 3}) //! opts.match is the number 3, wanted a RegExp, a function
  await msg.ask("?", {match: [1]}) //! opts.match\[0\] is the number 1
  await msg.ask("?", {cancel: []}) //! opts.cancel is an array
  await msg.typing("on") //! msg.typing: on is the string "on", wanted true or false
  await msg.once() //! msg.once: name is undefined
  await msg.once("x") //! msg.once: fn is undefined, wanted a function
  await msg.once("y", () => 1n) //! the result of fn can not be kept
  await msg.once("z", () => { throw new TypeError("mine") }) //! TypeError: mine
})
run(async () => { eq((await says("go")).error, undefined) })
