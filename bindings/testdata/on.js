// bot.on, bot.use, bot.fallback, bot.onDispose and events.

// == kinds
bot.on("image", msg => "image")
bot.on(["voice", "file"], msg => msg.kind)
bot.on("unsupported", msg => "?")
bot.on("text", msg => msg.text === "skip" ? undefined : "text")
run(async () => {
  eq((await says({item_list: [{type: 2, image_item: {media: {encrypt_query_param: "p"}}}]})).sent[0].text, "image")
  eq((await says({item_list: [{type: 3, voice_item: {text: "说", media: {encrypt_query_param: "p"}}}]})).sent[0].text, "voice")
  eq((await says({item_list: [{type: 99}]})).sent[0].text, "?")
  eq((await says("hello")).sent[0].text, "text")
  const quiet = await says("skip")
  eq([quiet.handled, quiet.sent.length], [true, 0])
})

// == use and next
const seen = []
bot.use(async (msg, next) => { seen.push("before"); msg.note = "mine"; const took = await next(); seen.push(took) })
bot.hear("a", msg => { seen.push(msg.note); return "A" })
bot.fallback(msg => "fallback")
run(async () => {
  eq((await says("a")).sent[0].text, "A")
  eq(seen.splice(0), ["before", "mine", true])
  eq((await says("b")).sent[0].text, "fallback")
})

// == match of the outer rule is back after next
bot.hear(/^(.)/, async (msg, next) => { await next(); await msg.reply("outer " + msg.match[1]) })
bot.hear(/(.)$/, msg => "inner " + msg.match[1])
run(async () => {
  eq((await says("xy")).sent.map(s => s.text), ["inner y", "outer x"])
})

// == events
const got = []
bot.on("start", e => { got.push([e.type, e.account, e.time.toISOString()]) })
bot.on("unconfirmed", e => { got.push([e.user, e.count]) })
run(async () => {
  await emit("start")
  await emit("unconfirmed", {user: "u", count: 2})
  eq(got, [["start", "default", "2026-11-23T08:00:00.000Z"], ["u", 2]])
})

// == misuse
bot.on() //! bot.on: kind is undefined, wanted a string
bot.on("photo", () => 1) //! bot.on: kind has no "photo".*did you mean "image"
bot.on("imgae", () => 1) //! did you mean "image"
bot.on("xyzzy", () => 1) //! known are message, text, image
bot.on("ready", () => 1) //! did you mean "start"
bot.on("image") //! bot.on: handler is undefined, wanted a function
bot.use("x") //! bot.use: handler is the string "x", wanted a function
bot.fallback() //! bot.fallback: handler is undefined
bot.onDispose(1) //! bot.onDispose: fn is the number 1, wanted a function

// == dispose
bot.onDispose(() => console.log("bye"))
