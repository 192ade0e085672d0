test("what a handler left behind sends when its time has come", async t => {
  const u = t.user("alice")
  await u.says("later")
  t.equal(await u.hears(), "ok")
  await t.clock.advance("80s")
  await u.hearsNothing()
  await t.clock.advance("20s")
  t.equal([await u.hears(), await u.hears()], ["at its time", "and once more"])
  t.match(t.log(), /status confirmed/)
})

test("what needs the handler says that it is over", async t => {
  const u = t.user("alice")
  await u.says("over")
  t.equal(await u.hears(), "ok")
  await t.clock.advance("2s")
  t.equal(t.log().match(/HANDLER_OVER .*bot\.send/g).length, 3)
  t.match(t.log(), /error in a rule[\s\S]*in a timer/)
})

test("a failure that nobody awaited does not take the value", async t => {
  const u = t.user("alice")
  await u.says("stray")
  t.equal(await u.hears(), "value")
  await u.hearsNothing()
  t.match(t.log(), /rule failed[\s\S]*on its own/)
})

test("it ends with the process", async t => {
  const u = t.user("alice")
  await u.says("replaced")
  t.equal(await u.hears(), "ok")
  await t.restart()
  await t.clock.advance("1h")
  t.equal(/never/.test(t.log()), false)
})
