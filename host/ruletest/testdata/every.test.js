test("replies", async t => {
  const u = t.user("alice")
  await u.says("hi")
  t.equal(await u.hears(), "你好！")
  await u.says("something else")
  await u.hearsNothing()
  await u.says("two")
  t.equal([await u.hears(), await u.hears()], ["one", "two"])
  t.match("abc", /b/)
  t.ok(true)
  t.equal(u.id, "alice@im.wechat")
})

test("timers follow the clock", async t => {
  const u = t.user("alice")
  await u.says("slow")
  t.equal(await u.hears(), "late")
})

test("fetch is stubbed", async t => {
  t.fetch("https://api.example/x", {n: 42})
  t.fetch(/post$/, request => ({status: 201, body: `${request.method} ${request.json.q}`}))
  const u = t.user("alice")
  await u.says("fetch")
  t.equal(await u.hears(), "200 42")
  await u.says("post")
  t.equal(await u.hears(), "POST 1")
})

test("two users and a restart", async t => {
  const a = t.user("alice"), b = t.user("bob")
  await a.says("count")
  t.equal(await a.hears(), "n=1")
  await b.says("count")
  t.equal(await b.hears(), "n=1")
  await t.restart()
  await a.says("count")
  t.equal(await a.hears(), "n=2")
})

test("ask", async t => {
  const u = t.user("alice")
  await u.says("ask")
  t.equal(await u.hears(), "name?")
  await u.says("Bob")
  t.equal(await u.hears(), "hi Bob")
})

test("cron and the window", async t => {
  const u = t.user("alice")
  await u.says("hi")
  await u.hears()
  const before = t.clock.now()
  await t.clock.advance("23h30m")
  t.equal(t.clock.now() - before, (23 * 60 + 30) * 60_000)
  t.equal(await u.hears(), "morning")
})

test("faults", async t => {
  t.faults({op: "sendmessage", kind: "http_500", count: 1})
  const u = t.user("alice")
  await u.says("hi")
  t.equal(await u.hears(), "你好！")
})

test("throws", async t => {
  await t.throws(() => { throw new TypeError("x") }, /TypeError/)
  const e = await t.throws(t.throws(() => 1))
  t.match(e.message, /threw nothing/)
})

test.skip("later", () => {})
