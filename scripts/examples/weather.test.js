test("tells the weather", async t => {
  t.fetch("https://wttr.in/%E5%8C%97%E4%BA%AC?", {
    current_condition: [{ lang_zh: [{ value: "晴" }], temp_C: "21", humidity: "40" }],
  });
  const u = t.user("alice");
  await u.says("天气 北京");
  t.equal(await u.hears(), "北京：晴，21°C，湿度 40%");
});

test("an unknown city", async t => {
  t.fetch("https://wttr.in/", { status: 404 });
  const u = t.user("alice");
  await u.says("天气 亚特兰蒂斯");
  t.equal(await u.hears(), "查不到“亚特兰蒂斯”的天气");
});
