test("counts days in a row", async t => {
  const u = t.user("alice");
  await u.says("打卡");
  t.equal(await u.hears(), "打卡成功，连续 1 天");
  await u.says("签到");
  t.equal(await u.hears(), "今天打过了，连续 1 天");
  await t.clock.advance("24h");
  await u.says("打卡");
  t.equal(await u.hears(), "打卡成功，连续 2 天");
  await t.clock.advance("72h");
  await u.says("打卡");
  t.equal(await u.hears(), "打卡成功，连续 1 天");
  await u.says("/top");
  t.equal(await u.hears(), "1. alice@ 1 天");
});
