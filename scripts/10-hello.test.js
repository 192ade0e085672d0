// A test named like a rule runs with that rule alone; all.test.js, which no rule
// is called, runs with all of them.
// 和规则同名的测试只加载那一条规则；all.test.js 会加载全部规则。
test("greets and lists the commands", async t => {
  const u = t.user("alice");
  await u.says("Hello");
  t.match(await u.hears(), /^你好/);
  await u.says("我叫 小明");
  t.equal(await u.hears(), "很高兴认识你，小明！");
  await u.says("/help");
  t.match(await u.hears(), /\/help/);
});
