// msg.reply and everything content can be.

// == a receipt
let r
bot.on("message", async msg => { r = await msg.reply("one"); return r })
run(async () => {
  const res = await says("x")
  eq(res.sent, [{to: "alice@im.wechat", account: "default", text: "one", turn: "default/1"}])
  eq({...r}, {status: "confirmed", id: "71", parts: 1, remaining: 9, replayed: false})
})

// == content forms
bot.hear("forms", async msg => {
  await msg.reply(12.5)
  await msg.reply({text: "t"})
  await msg.reply({image: "cat.png", text: "caption"})
  await msg.reply(["a", {file: "https://x.example/a.pdf", name: "报告.pdf"}, ["b"]])
  await msg.reply({video: new Uint8Array([65, 66]), file: new Uint8Array([1, 67, 2]).subarray(1, 2)})
  await msg.reply({image: new Uint8Array([68]).buffer})
  await msg.reply({text: "only", image: undefined})
  await msg.reply({text: 7})
})
run(async () => {
  const res = await says("forms")
  eq(res.error, undefined)
  eq(res.sent.map(s => [s.text, s.kind, s.source, s.name, s.bytes].filter(x => x !== undefined).join(" ")), [
    "12.5", "t", "caption", "image cat.png", "a", "file https://x.example/a.pdf 报告.pdf", "b", "video bytes AB", "file bytes C", "image bytes D", "only", "7"])
})

// == blobs
bot.on("message", async msg => {
  await msg.reply({image: new Blob(["ab", "c"], {type: "image/png"})})
  await msg.reply({file: new File(["x"], "报告.txt")})
  await msg.reply(new Blob(["x"])) //! content is a Blob.*say what the bytes are
  await msg.reply({file: new Response("x")}) //! content.file is a Response.*await r.blob\(\)
  await msg.reply(new Response("x")) //! content is a Response.*await r.text\(\)
  await msg.reply({image: new URL("https://x.example/a.png")})
})
run(async () => {
  const r = await says("x")
  eq(r.error, undefined)
  eq(r.sent.map(s => [s.bytes ?? s.source, s.name ?? ""]), [["abc", ""], ["x", ""], ["https://x.example/a.png", ""]])
})

// == voice is sent as a file, said once
bot.on("message", async msg => { await msg.reply({voice: "a.mp3"}); await msg.reply({voice: "b.mp3"}) })
run(async () => {
  eq((await says("x")).sent.map(s => [s.kind, s.voice]), [["file", true], ["file", true]])
  eq(logged().split("voice is sent as a file").length, 2)
})

// == options
bot.on("message", async msg => {
  await msg.reply("a", {queue: true, split: false, refresh: true, account: "shop"})
  await msg.reply("b", {queue: "2d"})
  await msg.reply("c", {queue: false})
  const seen = []
  await msg.reply({image: "a.png"}, {onProgress: (done, total) => seen.push(`${done}/${total}`)})
  await 0
  msg.store.set("seen", seen)
})
run(async () => {
  const sent = (await says("x")).sent
  eq(sent[0], {to: "alice@im.wechat", account: "shop", text: "a", queue: "7d", split: false, refresh: true, turn: "default/1"})
  eq(sent[1].queue, "2d")
  eq(sent[2].queue, undefined)
})

// == what handlers return
let value
bot.on("message", () => value)
run(async () => {
  for (value of [undefined, null, true, false, "", []]) eq((await says("x")).sent, [])
  value = 0
  eq((await says("x")).sent[0].text, "0")
  value = {image: "a.png"}
  eq((await says("x")).sent[0].kind, "image")
  value = ["a", "b"]
  eq((await says("x")).sent.length, 2)
  value = new Date(0)
  eq((await says("x")).error.includes("the value returned by the handler: it is a Date, wanted a text"), true)
  value = {a: 1, b: 2, c: 3}
  eq((await says("x")).hint.includes("JSON.stringify"), true)
})

// == a returned value that is refused is queued, a reply throws
bot.hear("return", () => "x")
bot.hear("reply", async msg => { await msg.reply("x") })
bot.hear("forgotten", msg => { msg.reply("x") })
run(async () => {
  refuse("QuotaExhaustedError")
  eq((await says("return")).error, undefined)
  refuse("QuotaExhaustedError")
  eq((await says("reply")).code, "QUOTA_EXHAUSTED")
  refuse("WindowClosedError")
  eq((await says("forgotten")).code, "WINDOW_CLOSED")
})

// == misuse
bot.hear("go", async msg => {
  await msg.reply() //! msg.reply: content is undefined, wanted a text.*does the function that made it return anything
  await msg.reply("") //! content is an empty string, wanted a text that is not empty
  await msg.reply(null) //! content is null
  await msg.reply(true) //! content is true, wanted
  await msg.reply([]) //! content is an array, wanted .*nothing in it to send
  await msg.reply({}) //! content is an object, wanted .*nothing in it to send
  await msg.reply(Promise.resolve("x")) //! content is a Promise.*put await in front of it
  await msg.reply(msg) //! content is a Message.*msg.text
  await msg.reply(() => "x") //! content is a function
  await msg.reply({photo: "a.png"}) //! content has no key "photo".*did you mean "image"
  await msg.reply({image: "a.png", caption: "x"}) //! content has no key "caption".*did you mean "text"
  await msg.reply({txt: "a"}) //! did you mean "text"
  await msg.reply({image: 3}) //! content.image is the number 3, wanted a path, a URL, bytes
  await msg.reply({image: ""}) //! content.image is an empty string
  await msg.reply({image: undefined}) //! content is an object, wanted|content.image is undefined
  await msg.reply({image: "data:image/png;base64,AA"}) //! decode it first: Buffer.from
  await msg.reply({image: "file:///a.png"}) //! the path alone
  await msg.reply({image: {}}) //! content.image is an object
  await msg.reply({text: {}}) //! content.text is an object, wanted a string or a number
  await msg.reply({name: "a"}) //! has a name but no image
  await msg.reply({image: "a", name: 3}) //! content.name is the number 3, wanted a file name
  await msg.reply(["a", undefined]) //! content\[1\] is undefined
  await msg.reply(new Uint8Array(3)) //! content is a Uint8Array.*say what the bytes are
  await msg.reply(new Error("x")) //! content is an Error.*error.message
  await msg.reply("a", {quee: true}) //! opts has no option "quee".*did you mean "queue"
  await msg.reply("a", {queue: 5}) //! opts.queue is the number 5, wanted true, false or a duration
  await msg.reply("a", {queue: "30d"}) //! wanted at most "7d"
  await msg.reply("a", {queue: "soon"}) //! opts.queue is the string "soon", wanted a duration
  await msg.reply("a", {split: "yes"}) //! opts.split is the string "yes", wanted true or false
  await msg.reply("a", {account: 1}) //! opts.account is the number 1
  await msg.reply("a", {refresh: 1}) //! opts.refresh is the number 1
  await msg.reply("a", {onProgress: 1}) //! opts.onProgress is the number 1, wanted a function
  await msg.reply("a", "b") //! opts is the string "b", wanted an object
  const {reply} = msg
  await reply("x") //! msg.reply: it was called without its object
  msg.text = "x" //! msg.text: it can not be changed.*msg.myText
  await msg.sned("x") //! msg.sned is not a name|has no member 'sned'|not a function
  await msg.send("x") //! msg.send is not a name of hotreply.*msg.reply\(content\)
  msg.chat.id //! msg.chat is not a name of hotreply.*msg.from
  new msg.constructor() //! new Message: scripts do not make these
  eq(msg.nothing, undefined)
})
run(async () => { const r = await says("go"); eq(r.error, undefined) })

// == sends during load throw
await bot.send("alice@im.wechat", "hi") //! bot.send: a script can not send while it loads.*bot.on\("start"
await bot.upload("alice@im.wechat", "image", "a.png") //! bot.upload: a script can not send while it loads
