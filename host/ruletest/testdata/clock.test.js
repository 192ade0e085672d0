test("every tick of a day, at its time", async t => {
  const u = t.user("alice")
  await t.clock.advance("24h")
  await u.says("count")
  t.equal(await u.hears(), "minutes=1440 tens=144 exact=24 late=0")
  await u.says("seen")
  t.equal(await u.hears(), "slept until 2026-01-05T19:31:30.000Z\n2026-01-06T00:00:00.000Z")
}, {timeout: "5m"})

test("timers fire in their order, each at its time", async t => {
  const u = t.user("alice")
  await u.says("timer")
  t.equal(await u.hears(), "ok")
  await t.clock.advance("2h")
  t.equal(t.log().match(/(one|two|three) \d+/g), ["three 599999", "one 600000", "two 600000"])
})

test("calls take effect in their order without await", async t => {
  const u = t.user("alice"), v = t.user("bob")
  u.says("hi")
  t.clock.advance("25h")
  t.equal(t.clock.now().toISOString(), "2026-01-06T02:00:00.000Z")
  await v.says("time")
  t.equal(await v.hears(), "2026-01-06T02:00:00.000Z")
  t.clock.advance("1h")
  v.says("time")
  t.restart()
  t.clock.advance("1h")
  v.says("time")
  t.equal([await v.hears(), await v.hears()], ["2026-01-06T03:00:00.000Z", "2026-01-06T04:00:00.000Z"])
})

test("a fault set after a call does not strike it", async t => {
  const u = t.user("alice")
  u.says("time")
  t.faults({op: "sendmessage", kind: "ret_-2"})
  t.equal(await u.hears(), "2026-01-05T01:00:00.000Z")
})

test("who listens first hears what comes later", async t => {
  const u = t.user("alice")
  const first = u.hears(), second = u.hears()
  await u.says("time")
  t.clock.advance("1h")
  await u.says("time")
  t.equal([await first, await second], ["2026-01-05T01:00:00.000Z", "2026-01-05T02:00:00.000Z"])
})

test("what is not over yet is not told", async t => {
  t.clock.advance("1m")
  const e = await t.throws(() => t.log(), /t\.clock\.advance\("1m"\) is not over/)
  t.match(e.hint, /await/)
  const u = t.user("alice")
  const heard = u.hears()
  await t.throws(() => t.clock.now(), /not over/)
  u.says("time")
  await heard
  t.equal(t.clock.now().toISOString(), "2026-01-05T01:01:00.000Z")
})

test("a restart between two ticks runs none twice and loses none", async t => {
  const u = t.user("alice")
  await t.clock.advance("23h30m") // 08:30 in Shanghai, after the job of 8 o'clock
  await t.restart()
  await u.says("seen")
  t.equal(await u.hears(), "none")
  await t.clock.advance("1h")
  await u.says("count")
  t.equal(await u.hears(), "minutes=60 tens=6 exact=1 late=0")
  await t.restart()
  await t.restart()
  await t.clock.advance("23h30m")
  await u.says("seen")
  t.match(await u.hears(), /2026-01-07T00:00:00\.000Z$/)
})

test("a message that comes at its time is heard at its time", async t => {
  const u = t.user("alice")
  await u.says("later")
  t.equal(await u.hears(), "now")
  t.equal(t.clock.now().toISOString(), "2026-01-05T01:00:05.000Z")
})

test("what was missed while the bot was down is caught up once, or skipped", async t => {
  const u = t.user("alice")
  await t.clock.advance("23h30m") // 08:30 in Shanghai, after the job of 8 o'clock
  await t.restart({down: "24h"})
  await u.says("seen")
  t.equal(await u.hears(), "2026-01-07T00:30:00.000Z")
  await t.restart({down: "23h"}) // 8 o'clock is not yet over, that of the day before is too long ago
  await u.says("seen")
  t.equal(await u.hears(), "none")
  t.equal(t.clock.now().toISOString(), "2026-01-07T23:30:00.000Z")
})

test("an hourly job runs in the hour that comes twice", async t => {
  const u = t.user("alice")
  await t.restart({down: "7029h"}) // midnight in Berlin, before summer time ends
  t.equal(t.clock.now().toISOString(), "2026-10-24T22:00:00.000Z")
  await t.clock.advance("4h30m")
  await u.says("berlin")
  t.equal(await u.hears(), "23:00 00:00 01:00 02:00")
})
