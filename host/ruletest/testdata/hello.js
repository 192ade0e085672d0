bot.hear("hi", () => `你好！${env.NAME ?? ""}`)
