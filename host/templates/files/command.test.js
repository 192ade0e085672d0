test("keeps an account per user", async t => {
  const u = t.user("alice");
  await u.says("/spend");
  t.match(await u.hears(), /这样用/);
  await u.says("/spend 25 午饭");
  t.equal(await u.hears(), "记下了：午饭 25 元");
  await u.says("／记账 5.5 咖啡");
  await u.hears();
  await u.says("/total");
  t.equal(await u.hears(), "2 笔，共 30.5 元");
  await u.says("/undo");
  t.equal(await u.hears(), "撤销了：咖啡 5.5 元");

  const other = t.user("bob");
  await other.says("/undo");
  t.equal(await other.hears(), "没有可以撤销的");
});
