test("echoes without a service", async t => {
  const u = t.user("alice");
  await u.sends("image", new Uint8Array([0xff, 0xd8, 0xff, 9, 9]));
  t.match(await u.hears(), /^原图奉还/);
  const picture = await u.hears();
  t.equal([picture.kind, picture.size], ["image", 5]);
});

test("sends what the service makes of it", async t => {
  t.fetch("https://mark.example/", request => {
    t.match(request.body, /来自 alice@/);
    return { headers: { "content-type": "image/jpeg" }, body: new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3, 4, 5]) };
  });
  const u = t.user("alice");
  await u.sends("image", new Uint8Array([0xff, 0xd8, 0xff, 9, 9]));
  t.equal(await u.hears(), "加好了");
  t.equal((await u.hears()).size, 8);
}, { env: { WATERMARK_URL: "https://mark.example/" } });
