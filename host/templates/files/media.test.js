test("echoes a picture", async t => {
  const u = t.user("alice");
  await u.sends("image", new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
  t.equal(await u.hears(), "收到你的第 1 张图片");
  const picture = await u.hears();
  t.equal([picture.kind, picture.size], ["image", 7]);
});

test("counts the bytes of a file", async t => {
  const u = t.user("alice");
  await u.sends("file", new Uint8Array(10), { name: "a.txt" });
  t.equal(await u.hears(), "a.txt：10 字节");
});

test("hears voice", async t => {
  const u = t.user("alice");
  await u.sends("voice", new Uint8Array([2, 35, 33]), { text: "今天天气" });
  t.equal(await u.hears(), "你说的是：今天天气");
});

test("makes a file", async t => {
  const u = t.user("alice");
  await u.says("/csv");
  const file = await u.hears();
  t.equal([file.kind, file.name], ["file", "清单.csv"]);
});
