const r = new Response("{\"a\":1}", { status: 201, statusText: "Made", headers: { "x-y": "z" } });
equal([r.status, r.statusText, r.ok, r.headers.get("x-y"), r.headers.get("content-type"), r.bodyUsed], [201, "Made", true, "z", "text/plain;charset=UTF-8", false]);
const c = r.clone();
equal(await r.json(), { a: 1 });
equal(r.bodyUsed, true);
equal(await c.text(), "{\"a\":1}");
equal(await Response.json({ b: 2 }).json(), { b: 2 });
equal(Response.json({}).headers.get("content-type"), "application/json");
equal([Response.redirect("http://a/").headers.get("location"), Response.error().type], ["http://a/", "error"]);
equal((await new Response(new Uint8Array([1, 2])).arrayBuffer()).byteLength, 2);
equal([...await new Response("hi").bytes()], [104, 105]);
equal(await new Response(null).text(), "");
equal(await new Response(new URLSearchParams({ a: "b c" })).text(), "a=b+c");
const b = await new Response(new Blob(["x"], { type: "text/css" })).blob();
equal([b.type, b.size], ["text/css", 1]);
const streamed = new Response(new ReadableStream({ start(k) { k.enqueue(new TextEncoder().encode("a")); k.enqueue(new TextEncoder().encode("b")); k.close(); } }));
const copy = streamed.clone();
equal([await streamed.text(), await copy.text()], ["ab", "ab"]);
let all = "";
for await (const chunk of new Response("chunked").body) all += new TextDecoder().decode(chunk);
equal(all, "chunked");
---
const r = new Response("x");
await r.text();
await r.text(); /// the body was already read
---
await new Response("<html>").json(); /// the body is not JSON: it begins with "<html>"
---
new Response("x", { status: 99 }); /// status 99 is not between 200 and 599
---
new Response("x", { status: 204 }); /// status 204 can not have a body
---
Response.redirect("http://a/", 200); /// 200 is not a redirect
---
const q = new Request("http://a/x#f", { method: "post", body: "hi", headers: { a: "b" } });
equal([q.url, q.method, q.headers.get("a"), q.redirect, q.signal.aborted], ["http://a/x#f", "POST", "b", "follow", false]);
const q2 = new Request(q, { headers: { c: "d" } });
equal([q2.method, q2.headers.get("a"), q2.headers.get("c"), q.bodyUsed], ["POST", null, "d", true]);
equal(await q2.text(), "hi");
equal(await new Request(new URL("http://a/"), { method: "PUT", body: new Blob(["z"]) }).clone().text(), "z");
---
new Request("/relative"); /// "/relative" is not a URL
---
new Request("http://a", { body: "x" }); /// a GET request can not have a body: set method: "POST"
---
new Request("http://a", { method: "B AD" }); /// "B AD" is not a method
---
new Request("http://a", { method: "TRACE" }); /// method TRACE is not allowed
---
new Request("http://u:p@a"); /// must not hold a user name or password
---
new Request("http://a", { redirect: "no" }); /// redirect is "follow", "error" or "manual"
---
new Request("http://a", { signal: {} }); /// signal is not an AbortSignal
