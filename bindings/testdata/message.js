// The facts of msg.

// == a text
bot.on("message", msg => {
  eq([msg.id, msg.from, msg.account, msg.kind, msg.text], ["1", "alice@im.wechat", "default", "text", "hi\nthere"])
  eq(msg.date.getTime(), 1795300000000)
  eq(msg.items, [{kind: "text", text: "hi"}, {kind: "text", text: "there"}])
  eq([msg.quote, msg.match, msg.params, msg.args, msg.rest], [null, null, {}, [], ""])
  eq([msg.media, msg.medias, msg.isOwner, msg.redelivered], [null, [], true, false])
  eq(msg.quota, {limit: 10, used: 1, remaining: 9, closesAt: new Date("2026-11-23T08:00:00Z")})
  eq(msg.raw.context_token, "(redacted)")
  eq(msg.raw.from_user_id, "alice@im.wechat")
  eq(JSON.stringify(msg).includes("SECRET"), false)
  eq(Object.keys(msg).length, 15)
  eq(msg.constructor.name, "Message")
  eq(msg instanceof msg.constructor, true)
  eq("text" in msg, true)
  msg.mine = 1
  eq(msg.mine, 1)
  eq(delete msg.mine, true)
  eq("mine" in msg, false)
})
run(async () => { eq((await says({item_list: [{type: 1, text_item: {text: "hi"}}, {type: 1, text_item: {text: "there"}}]}, {owner: true})).error, undefined) })

// == ids and times keep their digits
bot.on("message", msg => { eq([msg.id, msg.raw.message_id, msg.redelivered], ["9007199254740993123", "9007199254740993123", true]) })
run(async () => { eq((await says({message_id: "9007199254740993123"}, {redelivered: true})).error, undefined) })

// == a quote
bot.on("message", msg => { eq([msg.quote.id, msg.quote.text, msg.quote.kind], ["55", "earlier", "text"]) })
run(async () => {
  eq((await says({item_list: [{type: 1, text_item: {text: "re"}, ref_msg: {svr_id: "55", message_item: {type: 1, text_item: {text: "earlier"}}}}]})).error, undefined)
})

// == media
const silk = {type: 3, voice_item: {text: "你好", playtime: 2500, media: {encrypt_query_param: "p"}}}
bot.on("voice", async msg => {
  const m = msg.media
  eq({...m}, {kind: "voice", name: null, size: null, mime: "audio/silk", duration: 2.5, text: "你好"})
  eq([msg.text, msg.medias.length], ["你好", 1])
  const bytes = await m.bytes()
  eq([bytes instanceof Uint8Array, String.fromCharCode(...bytes)], [true, "bytes of voice"])
  const path = await m.save()
  eq([/^voice-\d{8}-\d{6}\.silk$/.test(path), saved(path)], [true, "bytes of voice"])
  eq(await m.save("a/b.silk"), "a/b.silk")
  eq(saved("a/b.silk"), "bytes of voice")
  await msg.reply({file: m})
  await m.save("../x") //! media.save: path is the string "../x", wanted a path inside the files folder
  await m.save("/etc/x") //! wanted a path inside the files folder
  await m.save(3) //! media.save: path is the number 3
  await msg.reply(m) //! content is a Media.*write {file: media}
})
run(async () => {
  const r = await says({item_list: [silk]})
  eq(r.error, undefined)
  eq(r.sent[0].source, "received media")
})

// == a file with a hostile name
bot.on("file", async msg => {
  eq(msg.media.size, 14)
  eq(msg.media.mime, "application/pdf")
  eq(await msg.media.save(), "报告.pdf")
  eq(await msg.media.save(), "报告-2.pdf")
})
run(async () => {
  eq((await says({item_list: [{type: 4, file_item: {file_name: "..\\..\\C:/x/报告.pdf", len: "14", media: {encrypt_query_param: "p"}}}]})).error, undefined)
})

// == gone media
bot.on("image", async msg => {
  await msg.media.bytes() //! the media is gone.*GONE
  try { await msg.media.save() } catch (e) { eq([e instanceof MediaError, e instanceof BotError, e.code, e.name], [true, true, "GONE", "MediaError"]) }
})
run(async () => { eq((await says({item_list: [{type: 2, image_item: {media: {encrypt_query_param: "gone"}}}]})).error, undefined) })

// == media that is too large for memory
bot.on("image", async msg => {
  try { await msg.media.bytes(); eq("bytes", "refused") } catch (e) {
    eq([e instanceof MediaError, e.code, e.limit, /more than the 67108864 bytes/.test(e.message), /media\.save\(\)/.test(e.hint)], [true, "TOO_LARGE", 67108864, true, true])
  }
})
run(async () => { eq((await says({item_list: [{type: 2, image_item: {media: {encrypt_query_param: "large"}}}]})).error, undefined) })
