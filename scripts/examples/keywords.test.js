test("answers from the table", async t => {
  const u = t.user("alice");
  await u.says("多少钱");
  t.match(await u.hears(), /30 元/);
  await u.says("Hours");
  t.match(await u.hears(), /9:00/);
  await u.says("关键词");
  t.equal(await u.hears(), "价格、地址、营业时间");
});
