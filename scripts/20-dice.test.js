test("rolls", async t => {
  const u = t.user("alice");
  await u.says("/roll");
  t.match(await u.hears(), /^🎲 [1-6]$/);
  await u.says("／掷 3d6");
  t.match(await u.hears(), /^🎲 \d \+ \d \+ \d = \d+$/);
  await u.says("/roll 1000d6");
  t.match(await u.hears(), /最多 100 个/);
});
