test("can be won by halving", async t => {
  const u = t.user("alice");
  await u.says("/guess");
  t.match(await u.hears(), /1 到 100/);
  let low = 1, high = 100, heard = "";
  while (low <= high && !heard.startsWith("🎉")) {
    const middle = Math.floor((low + high) / 2);
    await u.says(String(middle));
    heard = await u.hears();
    if (heard === "大一点。") low = middle + 1;
    if (heard === "小一点。") high = middle - 1;
  }
  t.match(heard, /^🎉 猜对了/);
});
