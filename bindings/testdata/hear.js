// bot.hear, bot.hears: patterns, returned values, misuse.

// == a text
bot.hear("你好", msg => "你好！")
bot.hears(" Hello ", msg => 42)
run(async () => {
  eq((await says("你好")).sent, [{to: "alice@im.wechat", account: "default", text: "你好！", queue: "7d", turn: "default/1"}])
  eq((await says("hELLO")).sent[0].text, "42")
  eq((await says("something else")).handled, false)
})

// == places
bot.hear("天气 [城市] [天数?]", msg => `${msg.params.城市}/${msg.params.天数 ?? "-"}`)
run(async () => {
  eq((await says("天气 北京 3")).sent[0].text, "北京/3")
  eq((await says("天气 北京")).sent[0].text, "北京/-")
})

// == a regexp
bot.hear(/^(h)(x)?(?<rest>.*)$/gi, msg => JSON.stringify([msg.match[1], msg.match[2] === undefined, msg.match.groups.rest, msg.match.index, msg.match.input, msg.match.length]))
run(async () => {
  eq((await says("Hi 你")).sent[0].text, '["H",true,"i 你",0,"Hi 你",4]')
  eq((await says("Hi 你")).sent.length, 1)
})

// == a regexp by halves of an emoji, and by lines of Windows
bot.hear(/(^|\n)half ([\ud83c-\udbff])/, msg => [...msg.match[2]].map(c => c.charCodeAt(0).toString(16)).join() + " " + msg.match[2].length)
bot.hear(/^k=(.*)$/m, msg => JSON.stringify(msg.match[1]))
run(async () => {
  eq((await says("half 😀")).sent[0].text, "d83d 1")
  eq((await says("a\r\nk=v\r\nb")).sent[0].text, '"v"')
})

// == an array
bot.hear(["a", /^b/], msg => String(msg.match === null))
run(async () => {
  eq((await says("A")).sent[0].text, "true")
  eq((await says("bb")).sent[0].text, "false")
})

// == misuse
bot.hear() //! bot.hear: pattern is undefined, wanted a text, a RegExp or an array of them .*for example bot.hear\("你好"
bot.hear(3, () => 1) //! TypeError: bot.hear: pattern is the number 3
bot.hear("", () => 1) //! pattern is an empty string.*bot.on\("message", handler\)
bot.hear([], () => 1) //! pattern is an array, wanted at least one
bot.hear(["a", null], () => 1) //! bot.hear: pattern\[1\] is null
bot.hear(msg => 1) //! pattern is a function.*bot.on\("message", handler\)
bot.hear("a") //! bot.hear: handler is undefined, wanted a function .* for example bot.hear
bot.hear("a", "b") //! handler is the string "b", wanted a function
bot.hear("a", (async () => {})()) //! handler is a Promise.*pass the function itself
bot.hear("a", msg => 1, msg => 2) //! handler is followed by another function.*bot.use
bot.hears(null, () => 1) //! bot.hears: pattern is null
bot.heer("a", () => 1) //! bot.heer is not a name of hotreply.*did you mean bot.hear\?
bot.onText(/a/, () => 1) //! bot.onText is not a name of hotreply.*here it is bot.hear
bot.hear = 1 //! bot.hear: it can not be set
eq(bot.somethingElse, undefined)

// == a rule made late
run(async () => {
  bot.hear("a", () => 1) //! while.*load
})
