// Package ruletest runs rule tests: *.test.js and *.test.ts beside the rules.
//
//	test("greets", async t => {
//	  const u = t.user("alice")
//	  await u.says("hi")
//	  t.equal(await u.hears(), "你好！")
//	})
//
// Every test gets a host of its own with empty state, the real rules, a
// simulator of the service and a virtual clock that both share. A test file in
// the scripts folder runs with all rules of that folder; one elsewhere, such as
// examples/weather.test.js, with the rule beside it (weather.js) alone. Scripts
// reach no network but what t.fetch puts in its place.
//
// The tests of a file run one after another, files side by side.
package ruletest
