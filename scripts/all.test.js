test("the rules live side by side", async t => {
  const u = t.user("alice");
  await u.says("/help");
  t.match(await u.hears(), /\/help.*\/roll.*\/todo/);
  await u.says("something that no rule knows");
  await u.hearsNothing();
});
