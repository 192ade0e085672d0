test("tells on the day", async t => {
  const u = t.user("alice");
  await t.clock.advance("11h"); // Monday, 5 January, 20:00
  await u.says("生日 妈妈 1-6");
  t.equal(await u.hears(), "记住了，妈妈 1 月 6 日");
  await u.says("生日 爸爸 1-7");
  await u.hears();
  await t.clock.advance("12h59m"); // Tuesday, 8:59
  await u.hearsNothing();
  await t.clock.advance("2m");
  t.equal(await u.hears(), "🎂 今天是妈妈的生日");
  await u.hearsNothing();
});
