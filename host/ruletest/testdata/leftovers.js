bot.hear("later", msg => {
  setTimeout(async () => {
    const sent = await bot.send(msg.from, "at its time")
    console.log("status", sent.status)
    await msg.reply("and once more")
  }, 90_000)
  return "ok"
})
bot.hear("over", msg => {
  setTimeout(async () => {
    for (const verb of [() => msg.ask("?"), () => msg.once("a", () => 1), () => msg.typing()])
      await Promise.resolve().then(verb).catch(e => console.log(e.code, e.hint))
    throw new Error("in a timer")
  }, 1000)
  return "ok"
})
bot.hear("stray", () => { Promise.reject(new Error("on its own")); return "value" })
bot.hear("replaced", () => { setTimeout(() => console.log("never"), 600_000); return "ok" })
