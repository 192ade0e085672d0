// bot.command, bot.commands.

// == arguments
bot.command("weather", msg => `${msg.args.length}|${msg.args.join(",")}|${msg.rest}`)
run(async () => {
  eq((await says('/weather 北京 "New York" x')).sent[0].text, '3|北京,New York,x|北京 "New York" x')
  eq((await says("／Weather")).sent[0].text, "0||")
  eq((await says("weather 北京")).handled, false)
  eq((await says("/unknown")).handled, false)
})

// == aliases and help
bot.command(["add", "/a"], msg => "added", {help: "adds one"})
bot.command("list", msg => bot.commands().map(c => c.name + "(" + c.aliases + ")" + c.help).join(" "))
run(async () => {
  eq((await says("/a")).sent[0].text, "added")
  eq((await says("/list")).sent[0].text, "add(a)adds one list()")
  eq(bot.commands()[0], {name: "add", aliases: ["a"], help: "adds one", script: "10-test.js"})
})

// == misuse
bot.command() //! bot.command: name is undefined, wanted a string .* for example bot.command
bot.command("two words", () => 1) //! can not contain space
bot.command([], () => 1) //! bot.command: name is an array, wanted at least one string
bot.command(["a", 1], () => 1) //! name\[1\] is the number 1
bot.command("a") //! bot.command: handler is undefined, wanted a function
bot.command("a", () => 1, {hlep: "x"}) //! opts has no option "hlep".*did you mean "help"
bot.command("a", () => 1, {help: 3}) //! opts.help is the number 3, wanted a string
bot.command("a", () => 1, () => 2) //! opts is a function|handler is followed by another
