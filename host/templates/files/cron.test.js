// The clock of every test starts on Monday, 5 January 2026, at 9:00 in Shanghai.
test("writes every morning", async t => {
  const u = t.user("alice");
  await u.says("订阅");
  t.equal(await u.hears(), "好，每天早上 8 点见");
  await t.clock.advance("22h");
  await u.hearsNothing();
  await t.clock.advance("1h5m");
  t.match(await u.hears(), /^早上好/);
});

test("waits for a closed window", async t => {
  const u = t.user("alice");
  await u.says("订阅");
  await u.hears();
  await t.clock.advance("24h");
  t.match(await u.hears(), /^早上好/);
  await t.clock.advance("24h"); // the window is closed now
  await u.hearsNothing();
  await u.says("退订");
  t.equal(await u.hears(), "退订了");
  t.match(await u.hears(), /^早上好/);
});
