// Every test here fails; ruletest_test.go says how.
test("equal", t => { t.equal({a: [1]}, {a: [2]}) })
test("silence", async t => { const u = t.user("a"); await u.says("hi"); await u.hears() })
test("noise", async t => { const u = t.user("a"); await u.says("two"); await u.hearsNothing() })
test("broken rule", async t => { const u = t.user("a"); await u.says("broken"); await u.hears() })
test("unstubbed", async t => { const u = t.user("a"); await u.says("fetch"); await u.hears() })
test("duration", async t => { await t.clock.advance(5) })
