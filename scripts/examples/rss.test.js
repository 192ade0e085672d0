const feed = `<rss><channel>
<item><title><![CDATA[第一条]]></title><link>https://a.example/1</link></item>
<item><title>第二条</title><link>https://a.example/2</link></item>
</channel></rss>`;

test("news on demand and every morning", async t => {
  t.fetch("https://sspai.com/feed", feed);
  const u = t.user("alice");
  await u.says("/news");
  const want = "· 第一条\nhttps://a.example/1\n· 第二条\nhttps://a.example/2";
  t.equal(await u.hears(), want);
  await u.says("订阅新闻");
  await u.hears();
  await t.clock.advance("23h40m");
  t.equal(await u.hears(), want);
});
