test("echoes without a service", async t => {
  const u = t.user("alice");
  await u.sends("image", new Uint8Array([0xff, 0xd8, 0xff, 9, 9]));
  t.match(await u.hears(), /^原图奉还/);
  const picture = await u.hears();
  t.equal([picture.kind, picture.size], ["image", 5]);
});
