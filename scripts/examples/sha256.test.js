test("knows a file again", async t => {
  const u = t.user("alice");
  await u.sends("file", new TextEncoder().encode("abc"), { name: "a.txt" });
  t.equal(await u.hears(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  await u.sends("file", new TextEncoder().encode("abc"), { name: "b.txt" });
  t.equal(await u.hears(), "和 a.txt 一样");
});
