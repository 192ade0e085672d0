test("slows down", async t => {
  const u = t.user("alice");
  for (let i = 0; i < 5; i++) {
    await u.says("hi");
    t.equal(await u.hears(), "hello");
  }
  await u.says("hi");
  t.match(await u.hears(), /歇一分钟/);
  await u.says("hi");
  await u.hearsNothing();
  await t.clock.advance("1m");
  await u.says("hi");
  t.equal(await u.hears(), "hello");
});
