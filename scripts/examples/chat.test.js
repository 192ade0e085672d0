test("joins the stream into one reply", async t => {
  const seen = [];
  t.fetch(/chat\/completions$/, request => {
    seen.push(request.json);
    const piece = text => `data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`;
    return { headers: { "content-type": "text/event-stream" }, body: piece("你") + piece("好") + piece("！") + "data: [DONE]\n\n" };
  });
  const u = t.user("alice");
  await u.says("/角色 海盗");
  t.equal(await u.hears(), "好，我现在是：海盗");
  await u.says("嗨");
  t.equal(await u.hears(), "你好！");
  await u.hearsNothing();
  await u.says("再来");
  await u.hears();
  t.equal(seen[1].stream, true);
  t.equal(seen[1].messages.map(m => m.content), ["海盗", "嗨", "你好！", "再来"]);
});
