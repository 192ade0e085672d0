// bot.send, upload, canSend, users, accounts, cron, every.

// == send
run(async () => {
  const r = await bot.send("bob@im.wechat", "hi", {account: "shop"})
  eq(r.status, "confirmed")
  eq(sent(), [{to: "bob@im.wechat", account: "shop", text: "hi"}])
  refuse("NoContextError")
  await bot.send("bob@im.wechat", "hi") //! NoContextError.*NO_CONTEXT
  await bot.send() //! bot.send: to is undefined, wanted a string .* user ids stand in msg.from
  await bot.send({id: "bob"}, "hi") //! bot.send: to is an object, wanted a string .* write user.id
  await bot.send("bob") //! bot.send: content is undefined
  await bot.sendMessage("bob", "x") //! bot.sendMessage is not a name of hotreply.*bot.send\(userId, text\)
  await bot.launch() //! bot.launch is not a name of hotreply.*nothing to start
})

// == send from a handler belongs to its message
bot.hear("go", async msg => {
  await bot.send("bob@im.wechat", "hi")
  await bot.send(msg, "x") //! write msg.from
})
run(async () => { eq((await says("go")).sent[0].turn, "default/1") })

// == upload
run(async () => {
  const u = await bot.upload("bob@im.wechat", "image", new Uint8Array([1]), {name: "a.png"})
  eq({...u}, {kind: "image", name: "a.png", to: "bob@im.wechat", account: "default", size: 3, md5: "00", date: new Date("2026-11-23T08:00:00Z")})
  await bot.send("bob@im.wechat", {image: u})
  eq(sent()[0].source, "upload of a.png")
  eq((await bot.upload("bob@im.wechat", "voice", "a.mp3")).kind, "file")
  await bot.upload("bob@im.wechat", "voice", "b.mp3")
  eq(logged().split("voice is sent as a file").length, 2)
  await bot.upload("bob", "photo", "a") //! bot.upload: kind has no "photo".*did you mean "image"
  await bot.upload("bob", "image") //! bot.upload: source is undefined
  await bot.upload("bob", "image", "a", {size: 1}) //! opts has no option "size"
  await bot.upload("bob") //! bot.upload: kind is undefined
  await bot.send("bob", u) //! content is an Upload.*write {image: upload}
})

// == canSend, users, accounts
run(() => {
  eq(bot.canSend("bob@im.wechat"), {ok: true, reason: null, remaining: 9, closesAt: new Date("2026-11-23T08:00:00Z")})
  eq(bot.canSend("stranger@im.wechat", {account: "shop"}), {ok: false, reason: "NO_CONTEXT", remaining: 0, closesAt: null})
  bot.canSend() //! bot.canSend: to is undefined
  bot.canSend("bob", {acount: "x"}) //! did you mean "account"
  eq(bot.users()[0].id, "alice@im.wechat")
  eq(bot.users()[0].lastAt, new Date("2026-11-22T08:00:00Z"))
  eq(bot.accounts(), [{name: "default", botId: "b@im.bot", userId: "owner@im.wechat", state: "online"}, {name: "shop", botId: null, userId: null, state: "needs login"}])
})

// == cron and every
const ticks = []
bot.cron("0 8 * * *", async () => { ticks.push("cron"); await bot.send("bob@im.wechat", "早") })
bot.cron("0 8 * * *", () => { ticks.push("second") }, {timezone: "Asia/Shanghai", catchUp: "1h"})
bot.cron("0 9 * * *", () => { ticks.push("named") }, {name: "nine"})
const stop = bot.every("10m", () => { ticks.push("every") })
run(async () => {
  eq(await tick("0 8 * * *#1"), true)
  eq(sent()[0].turn, "tick/0 8 * * *#1")
  eq(await tick("0 8 * * *#2"), true)
  eq(await tick("nine"), true)
  eq(await tick("10m#1"), true)
  stop()
  eq(await tick("10m#1"), false)
  eq(ticks, ["cron", "second", "named", "every"])
})

// == misuse of cron and every
bot.cron() //! bot.cron: spec is undefined, wanted a string .* for example bot.cron
bot.cron("0 8 * * *") //! bot.cron: fn is undefined, wanted a function
bot.cron("0 8 *", () => 1) //! cron "0 8 \*": wanted 5 fields
bot.cron("0 8 * * *", () => 1, {tz: "Asia/Shanghai"}) //! opts has no option "tz".*did you mean "timezone"
bot.cron("0 8 * * *", () => 1, {timezone: "Peking"}) //! opts.timezone has no "Peking".*Asia/Shanghai
bot.cron("0 8 * * *", () => 1, {catchUp: true}) //! opts.catchUp is true, wanted a duration
bot.every(1000, () => 1) //! bot.every: interval is the number 1000, wanted a duration.*milliseconds are written "1s"
bot.every("10", () => 1) //! interval is the string "10", wanted a duration
bot.every("100ms", () => 1) //! wanted at least "1s".*setInterval
bot.every("10m") //! bot.every: fn is undefined

// == import
import { bot as b, store as s, env as e, WindowClosedError as W } from "hotreply"
run(() => { eq([b === bot, s === store, e.KEY, W === WindowClosedError], [true, true, "value", true]) })
