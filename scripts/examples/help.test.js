test("lists the commands", async t => {
  const u = t.user("alice");
  await u.says("/帮助");
  t.equal(await u.hears(), "/help 看所有命令");
  await u.says("嗯？");
  t.match(await u.hears(), /^没听懂/);
});
