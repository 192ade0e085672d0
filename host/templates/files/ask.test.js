test("takes an order", async t => {
  const u = t.user("alice");
  await u.says("/order");
  t.match(await u.hears(), /喝什么/);
  await u.says("啤酒");
  t.match(await u.hears(), /没听懂/);
  await u.says("茶");
  t.equal(await u.hears(), "几杯？");
  await t.restart();
  await u.says("2");
  t.equal(await u.hears(), "2 杯茶，马上来");
});

test("can be cancelled", async t => {
  const u = t.user("alice");
  await u.says("/order");
  await u.hears();
  await u.says("算了");
  t.equal(await u.hears(), "好的，不点了");
});
