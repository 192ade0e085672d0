test("forwards to the owner until it ends", async t => {
  const owner = t.user("owner"), a = t.user("alice");
  await owner.says("hi");
  await owner.hearsNothing();
  await a.says("人工");
  t.match(await a.hears(), /已转人工/);
  await a.says("我的订单呢");
  t.equal(await owner.hears(), `[${a.id}] 我的订单呢`);
  await a.says("结束");
  t.equal(await a.hears(), "人工服务结束");
  await a.says("还在吗");
  await owner.hearsNothing();
});
