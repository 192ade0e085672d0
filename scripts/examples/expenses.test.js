test("books and sums up", async t => {
  const u = t.user("alice");
  await u.says("/month");
  t.equal(await u.hears(), "这个月还没有记录");
  for (const text of ["午饭 25", "咖啡 18.5 元", "午饭 30"]) {
    await u.says(text);
    t.match(await u.hears(), /^记下了/);
  }
  await u.says("/month");
  t.equal(await u.hears(), "本月共 73.5 元\n午饭 55\n咖啡 18.5");
  await u.says("/export");
  const file = await u.hears();
  t.equal([file.kind, file.name], ["file", "账本.csv"]);
});
