const told = async f => {
  try { return await f() } catch (e) {
    return [e.name, e.message, e.code, e.cause?.name, e.cause?.message, e.cause?.code].map(x => x ?? "-").join(" | ")
  }
}
bot.hear("text", async () => {
  const r = await fetch("https://api.example/text")
  return `${r.status} ${r.url} ${r.redirected} ${r.headers.get("content-type")} ${await r.text()}`
})
bot.hear("moved", async () => {
  const r = await fetch("https://api.example/moved", {method: "POST", body: "x"})
  return `${r.status} ${r.url} ${r.redirected} ${await r.text()}`
})
bot.hear("manual", async () => {
  const r = await fetch("https://api.example/moved", {redirect: "manual"})
  return `${r.status} ${r.headers.get("location")}`
})
bot.hear("refused", () => told(() => fetch("https://api.example/refused")))
bot.hear("silent", () => told(() => fetch("https://api.example/silent", {signal: AbortSignal.timeout(5000)})))
bot.hear("patient", () => told(() => fetch("https://api.example/silent")))
bot.hear("aborted", () => told(async () => {
  const c = new AbortController()
  const r = await fetch("https://api.example/text", {signal: c.signal})
  c.abort()
  return r.text()
}))
bot.hear("head", async () => {
  const r = await fetch("https://api.example/text", {method: "HEAD"})
  return `${r.status} [${await r.text()}]`
})
bot.hear("cookies", async () => (await fetch("https://api.example/cookies")).headers.getSetCookie().join(";"))
bot.hear("left", () => {
  setTimeout(async () => console.log("late:", await told(async () => (await fetch("https://api.example/text")).status)), 1000)
  return "ok"
})
