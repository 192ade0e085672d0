test("broadcast and block", async t => {
  const owner = t.user("owner"), a = t.user("alice");
  await a.says("ping");
  t.equal(await a.hears(), "pong");
  await owner.says("/broadcast 今晚维护");
  t.equal(await owner.hears(), "发了 1 人，0 人等下次说话时补发");
  t.equal(await a.hears(), "今晚维护");
  await owner.says(`/block ${a.id}`);
  await owner.hears();
  await a.says("ping");
  await a.hearsNothing();
  await owner.says(`/unblock ${a.id}`);
  await owner.hears();
  await a.says("ping");
  t.equal(await a.hears(), "pong");
  await a.says("/users");
  await a.hearsNothing();
});
