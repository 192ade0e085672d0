test("reminds in time", async t => {
  const u = t.user("alice");
  await u.says("/remind 10m 喝水");
  t.match(await u.hears(), /10 m 后提醒你：喝水/);
  await t.clock.advance("9m");
  await u.hearsNothing();
  await t.clock.advance("2m");
  t.equal(await u.hears(), "⏰ 喝水");
});
