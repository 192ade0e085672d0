test("keeps a list per user", async t => {
  const a = t.user("alice"), b = t.user("bob");
  await a.says("/todo 买牛奶");
  t.equal(await a.hears(), "1. 买牛奶");
  await a.says("/todo 写信");
  t.equal(await a.hears(), "1. 买牛奶\n2. 写信");
  await t.restart();
  await a.says("/done 1");
  t.equal(await a.hears(), "✅ 买牛奶\n1. 写信");
  await b.says("/todo");
  t.match(await b.hears(), /清单是空的/);
});
