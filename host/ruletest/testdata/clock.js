let minutes = 0, tens = 0, exact = 0, late = 0
const seen = []
bot.cron("* * * * *", () => { minutes++; if (Date.now() % 60_000) late++ })
bot.every("10m", () => { tens++ })
bot.cron("0 * * * *", () => { if (new Date().getMinutes() === 0) exact++ })
bot.cron("0 8 * * *", () => { seen.push(new Date().toISOString()) }, {timezone: "Asia/Shanghai", catchUp: "2h"})
bot.cron("30 3 * * *", async () => {
  await new Promise(r => setTimeout(r, 90_000))
  seen.push(`slept until ${new Date().toISOString()}`)
}, {timezone: "Asia/Shanghai"})
const berlin = []
bot.cron("0 * * * *", () => { berlin.push(new Date().toISOString().slice(11, 16)) }, {timezone: "Europe/Berlin", name: "berlin"})
bot.hear("berlin", () => berlin.splice(0).join(" "))
bot.hear("count", () => `minutes=${minutes} tens=${tens} exact=${exact} late=${late}`)
bot.hear("seen", () => seen.join("\n") || "none")
bot.hear("time", () => new Date().toISOString())
bot.hear("timer", () => {
  const start = Date.now()
  setTimeout(() => console.log("one", Date.now() - start), 600_000)
  setTimeout(() => console.log("two", Date.now() - start), 600_000)
  setTimeout(() => console.log("three", Date.now() - start), 599_999)
  return "ok"
})
bot.hear("later", msg => { setTimeout(() => msg.reply("now"), 5000) })
