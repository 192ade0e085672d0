test("tells of a failure and of its end", async t => {
  let status = 200;
  t.fetch("https://shop.example/", () => ({ status }));
  const u = t.user("alice");
  await u.says("监控 https://shop.example/");
  t.equal(await u.hears(), "开始监控 https://shop.example/");
  await t.clock.advance("10m");
  await u.hearsNothing();
  status = 503;
  await t.clock.advance("5m");
  t.equal(await u.hears(), "❌ 打不开：https://shop.example/");
  status = 200;
  await t.clock.advance("5m");
  t.equal(await u.hears(), "✅ 恢复了：https://shop.example/");
});
