test("greets and remembers", async t => {
  const u = t.user("alice");
  await u.says("Hello");
  t.equal(await u.hears(), "你好！");
  await u.says("我是谁");
  t.equal(await u.hears(), "你是我还不认识的人");
  await u.says("我叫 小明");
  t.equal(await u.hears(), "记住了，小明");
  await u.says("我叫什么？");
  t.equal(await u.hears(), "你是小明");
});
