test("asks everybody and counts", async t => {
  const owner = t.user("owner"), a = t.user("alice"), b = t.user("bob");
  for (const u of [a, b]) {
    await u.says("hi");
    await u.hearsNothing();
  }
  await owner.says('/poll "周末 去哪" 爬山 看电影');
  t.equal(await owner.hears(), "问了 2 个人");
  t.match(await a.hears(), /周末 去哪\n1\. 爬山\n2\. 看电影/);
  await b.hears();
  await a.says("2");
  t.equal(await a.hears(), "记下了：看电影");
  await b.says("2");
  await b.hears();
  await a.says("1"); // a new vote takes the place of the old one
  await a.hears();
  await owner.says("/result");
  t.equal(await owner.hears(), "周末 去哪\n爬山：1 票\n看电影：1 票");
});

test("only for the owner", async t => {
  const a = t.user("alice");
  await a.says("/poll x a b");
  t.match(await a.hears(), /只有主人/);
});
