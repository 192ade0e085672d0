// Package ruletest runs rule tests: *.test.js and *.test.ts beside the rules.
//
//	test("greets", async t => {
//	  const u = t.user("alice")
//	  await u.says("hi")
//	  t.equal(await u.hears(), "你好！")
//	})
//
// Every test gets a host of its own with empty state, a simulator of the
// service and a virtual clock that both share. A test file such as
// weather.test.js runs with the rule of its name beside it (weather.js) alone;
// one without such a rule, such as all.test.js, with all rules of its folder.
// Scripts reach no network but what t.fetch puts in its place.
//
// The tests of a file run one after another, files side by side.
package ruletest
