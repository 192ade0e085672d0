bot.hear("two", () => ["one", "two"])
bot.hear("broken", () => { console.log("on the way"); nothing.here() })
bot.hear("fetch", async () => (await fetch("https://api.example/")).text())
