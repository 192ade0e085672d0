test("finds the direction", async t => {
  t.fetch("https://api.mymemory.translated.net/get", request => {
    const q = new URL(request.url).searchParams;
    return { responseData: { translatedText: `${q.get("q")} (${q.get("langpair")})` } };
  });
  const u = t.user("alice");
  await u.says("翻译 早上好");
  t.equal(await u.hears(), "早上好 (zh-CN|en)");
  await u.says("translate good morning");
  t.equal(await u.hears(), "good morning (en|zh-CN)");
  await u.says("翻译");
  t.equal(await u.hears(), "翻译什么？");
});
