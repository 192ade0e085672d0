test("greets and lists the commands", async t => {
  const u = t.user("alice");
  await u.says("Hello");
  t.match(await u.hears(), /^你好/);
  await u.says("我叫 小明");
  t.equal(await u.hears(), "很高兴认识你，小明！");
  await u.says("/help");
  t.match(await u.hears(), /\/todo/);
});
