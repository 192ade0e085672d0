const b = new Blob(["héllo", new Uint8Array([33]), new Blob(["?"])], { type: "Text/Plain" });
equal([b.size, b.type, await b.text()], [8, "text/plain", "héllo!?"]);
equal(await b.slice(1, 3).text(), "é");
equal(await b.slice(-2).text(), "!?");
equal(b.slice(0, 1, "a/b").type, "a/b");
equal((await b.arrayBuffer()).byteLength, 8);
const parts = [];
for await (const p of b.stream()) parts.push(p.length);
equal(parts, [8]);
const f = new File(["x"], "a.txt", { type: "text/plain", lastModified: 5 });
equal([f.name, f.size, f.lastModified, f instanceof Blob], ["a.txt", 1, 5, true]);
---
new Blob("text"); /// give a list of parts
---
new File(["x"]); /// the name is missing
---
const f = new FormData();
f.append("a", 1);
f.append("a", "2");
f.append("pic", new Blob(["png"], { type: "image/png" }), "p.png");
f.set("b", "x");
f.set("a", "only");
equal([...f.keys()], ["a", "pic", "b"]);
equal([f.get("a"), f.getAll("a"), f.has("z"), f.get("z"), f.get("pic").name], ["only", ["only"], false, null, "p.png"]);
const back = await new Response(f).formData();
equal([back.get("a"), back.get("b"), back.get("pic").name, back.get("pic").type, await back.get("pic").text()], ["only", "x", "p.png", "image/png", "png"]);
f.delete("a");
equal(f.has("a"), false);
const u = await new Response(new URLSearchParams("k=v&k=w")).formData();
equal(u.getAll("k"), ["v", "w"]);
const odd = new FormData();
odd.append("名\"字\r\n", "值\n2");
equal((await new Response(odd).formData()).get("名%22字%0D%0A") ?? [...(await new Response(odd).formData())], "值\r\n2");
---
new FormData("form"); /// there are no HTML forms here
---
new FormData().append("a", "text", "name"); /// a file name needs a Blob
---
await new Response("x").formData(); /// the content type is "text/plain;charset=UTF-8", not a form
