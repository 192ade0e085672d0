// Every test here takes longer than it may; ruletest_test.go says what it tells.
test("promise", async t => {
  const u = t.user("alice")
  await u.says("hi")
  await u.hears()
  await new Promise(() => {})
})
test("advance", async t => {
  await t.clock.advance("3650d")
}, {timeout: "700ms"})
test("timer", async t => {
  await new Promise(r => setTimeout(r, 60_000))
}, {timeout: "300ms"})
