test("talks and remembers", async t => {
  const asked = [];
  t.fetch(/\/chat\/completions$/, request => {
    asked.push(request.json.messages);
    return { choices: [{ message: { content: `回答 ${asked.length}` } }] };
  });
  const u = t.user("alice");
  await u.says("你好");
  t.equal(await u.hears(), "回答 1");
  await u.says("再问一句");
  t.equal(await u.hears(), "回答 2");
  t.equal(asked[1].map(m => m.content).slice(1), ["你好", "回答 1", "再问一句"]);
  await u.says("重新开始");
  await u.hears();
  await u.says("你好");
  await u.hears();
  t.equal(asked[2].length, 2);
});

test("an error of the model fails the handler", async t => {
  t.fetch(/\/chat\/completions$/, { status: 429, body: "slow down" });
  const u = t.user("alice");
  await u.says("你好");
  const e = await t.throws(u.hears());
  t.match(e.message, /429/);
});
