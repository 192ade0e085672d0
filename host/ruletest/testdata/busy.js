bot.every("1s", async () => { await new Promise(r => setTimeout(r, 600_000)) })
