test("greets", async t => {
  const u = t.user("alice")
  await u.says("hi")
  t.equal(await u.hears(), "你好！")
})

test("reads env", async t => {
  const u = t.user("alice")
  await u.says("hi")
  t.equal(await u.hears(), "你好！Ann")
}, {env: {NAME: "Ann"}})
