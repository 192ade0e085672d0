test("writes down what it hears", async t => {
  const u = t.user("alice");
  await u.says("/diary");
  t.match(await u.hears(), /还是空的/);
  await u.sends("voice", new Uint8Array([2, 35, 33]), { text: "今天很开心" });
  t.equal(await u.hears(), "记下了（5 字）");
  await u.says("/diary");
  const file = await u.hears();
  t.equal([file.kind, file.name], ["file", "日记.txt"]);
});
