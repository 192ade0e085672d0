const rule = async (t, text) => {
  const u = t.user("alice")
  await u.says(text)
  return u.hears()
}

test("texts, bytes and a Response", async t => {
  t.fetch("https://api.example/text", "hello")
  t.equal(await rule(t, "text"), "200 https://api.example/text false text/plain;charset=UTF-8 hello")
  t.equal(await rule(t, "head"), "200 []")
  t.fetch("https://api.example/text", new Response("gone", {status: 410, headers: {"content-type": "text/x"}}))
  t.equal(await rule(t, "text"), "410 https://api.example/text false text/x gone")
  t.equal(await rule(t, "text"), "410 https://api.example/text false text/x gone")
  t.fetch("https://api.example/text", async request => new Response(request.method))
  t.equal(await rule(t, "text"), "200 https://api.example/text false text/plain;charset=UTF-8 GET")
})

test("redirects lead to other stubs", async t => {
  t.fetch("https://api.example/moved", {status: 303, headers: {location: "/there"}})
  t.fetch("https://api.example/there", r => `${r.method} [${r.body}]`)
  t.equal(await rule(t, "moved"), "200 https://api.example/there true GET []")
  t.equal(await rule(t, "manual"), "303 /there")
})

test("several headers of one name", async t => {
  t.fetch("https://api.example/cookies", {headers: {"set-cookie": ["a=1", "b=2"]}, body: "x"})
  t.equal(await rule(t, "cookies"), "a=1;b=2")
})

test("what a stub throws is the network's failure", async t => {
  t.fetch("https://api.example/refused", () => { throw Object.assign(new Error("connect ECONNREFUSED"), {code: "ECONNREFUSED"}) })
  t.equal(await rule(t, "refused"), "TypeError | fetch GET https://api.example/refused: connect ECONNREFUSED | ECONNREFUSED | Error | connect ECONNREFUSED | ECONNREFUSED")
})

test("a server that is silent", async t => {
  t.fetch("https://api.example/silent", () => new Promise(() => {}))
  t.match(await rule(t, "silent"), /^TimeoutError/)
  t.equal(t.clock.now().toISOString(), "2026-01-05T01:00:05.000Z")
  const u = t.user("alice")
  await u.says("patient")
  await t.clock.advance("29s")
  await u.hearsNothing()
  await t.clock.advance("1s")
  t.match(await u.hears(), /^TimeoutError \| api\.example was silent for 30s \| TIMEOUT/)
})

test("a stub that takes its time is waited for", async t => {
  t.fetch("https://api.example/text", async () => { await new Promise(r => setTimeout(r, 100)); return "slow" })
  t.match(await rule(t, "text"), /slow$/)
  t.equal(t.clock.now().toISOString(), "2026-01-05T01:00:00.000Z")
})

test("a body can be given up", async t => {
  t.fetch("https://api.example/text", "hello")
  t.match(await rule(t, "aborted"), /^AbortError \| .* \| 20/)
})

test("a fetch that a handler left behind", async t => {
  t.fetch("https://api.example/text", "hello")
  t.equal(await rule(t, "left"), "ok")
  await t.clock.advance("2s")
  t.match(t.log(), /late: 200/)
})
