const u = new URL("https://user:pa%20ss@例え.jp:8443/a/../b c?q=天气&x#片段");
equal(u.href, "https://user:pa%20ss@xn--r8jz45g.jp:8443/b%20c?q=%E5%A4%A9%E6%B0%94&x#%E7%89%87%E6%AE%B5");
equal([u.protocol, u.username, u.password, u.hostname, u.port, u.pathname], ["https:", "user", "pa%20ss", "xn--r8jz45g.jp", "8443", "/b%20c"]);
equal(u.searchParams.get("q"), "天气");
u.searchParams.set("q", "a b&c");
equal(u.search, "?q=a+b%26c&x=");
u.search = "";
equal([...u.searchParams], []);
equal(u.href, "https://user:pa%20ss@xn--r8jz45g.jp:8443/b%20c#%E7%89%87%E6%AE%B5");
u.hash = ""; u.port = "443"; u.username = ""; u.password = "";
equal(String(u), "https://xn--r8jz45g.jp/b%20c");
equal(JSON.stringify({ u }), '{"u":"https://xn--r8jz45g.jp/b%20c"}');
u.pathname = "x?y#z";
equal(u.href, "https://xn--r8jz45g.jp/x%3Fy%23z");
u.host = "h:81";
equal(u.host, "h:81");
u.protocol = "mailto";
equal(u.protocol, "https:");
equal(u.origin, "https://h:81");
u.href = "http://a/?k=v";
equal(u.searchParams.get("k"), "v");
---
for (const [input, base, want] of [
  ["../c", "http://a/b/d/e", "http://a/b/c"],
  ["?x", "http://a/b#f", "http://a/b?x"],
  ["#g", "http://a/b?q#f", "http://a/b?q#g"],
  ["//h/p", "https://a/b", "https://h/p"],
  ["", "http://a/b?q#f", "http://a/b?q"],
  ["/x", "http://a:81/b", "http://a:81/x"],
  ["HTTP://A.B:80/", undefined, "http://a.b/"],
  ["  http://a/\n b ", undefined, "http://a/%20b"],
  ["http:\\\\a\\b", undefined, "http://a/b"],
  ["http:a", "http://x/y/z", "http://x/y/a"],
  ["https:a", undefined, "https://a/"],
  ["http://0x7f.1/", undefined, "http://127.0.0.1/"],
  ["http://2130706433", undefined, "http://127.0.0.1/"],
  ["http://017700000001", undefined, "http://127.0.0.1/"],
  ["http://[::FFFF:1.2.3.4]/", undefined, "http://[::ffff:102:304]/"],
  ["http://[1:0:0:2::]/", undefined, "http://[1:0:0:2::]/"],
  ["http://a/%2e%2E/b/./c/", undefined, "http://a/b/c/"],
  ["mailto:a@b.c", undefined, "mailto:a@b.c"],
  ["data:text/plain,a b#c", undefined, "data:text/plain,a b#c"],
  ["file:///C|/x/../..", undefined, "file:///C:/"],
  ["file:y", "file:///x/z", "file:///x/y"],
  ["foo://h:1/a/../b", undefined, "foo://h:1/b"],
  ["foo:/.//p", undefined, "foo:/.//p"],
  ["http://ａ.com", undefined, "http://a.com/"],
  ["http://a.com/'?'", undefined, "http://a.com/'?%27"],
  ["http://a@b@c/", undefined, "http://a%40b@c/"],
  ["http://faß.de", undefined, "http://xn--fa-hia.de/"],
]) equal(new URL(input, base).href, want);
---
for (const bad of ["", "a", "http://", "http://a b/", "http://[::1", "http://a:99999/", "http://1.2.3.256/", "http://%00/", "//h", "http://a:b/"]) {
  equal([bad, URL.canParse(bad)], [bad, false]);
}
equal(URL.canParse("a", "http://b"), true);
equal(URL.parse("nope"), null);
---
new URL("nope"); /// "nope" is not a URL: it has no scheme
---
new URL(); /// URL: the address is missing
---
new URL("/x", "mailto:a"); /// the base can not have relative URLs
---
const p = new URLSearchParams("?a=1&b=%E5%A5%BD&a=2&c");
equal(p.getAll("a"), ["1", "2"]);
equal(p.get("b"), "好");
equal(p.get("c"), "");
equal(p.get("none"), null);
equal(p.size, 4);
p.append("d", "x y*-._~");
equal(p.toString(), "a=1&b=%E5%A5%BD&a=2&c=&d=x+y*-._%7E");
p.delete("a", "1");
equal(p.has("a", "1"), false);
equal(p.has("a"), true);
p.set("a", 3);
p.sort();
equal([...p.entries()], [["a", "3"], ["b", "好"], ["c", ""], ["d", "x y*-._~"]]);
equal(String(new URLSearchParams({ x: 1, y: "é" })), "x=1&y=%C3%A9");
equal(String(new URLSearchParams([["x", 1]])), "x=1");
equal(String(new URLSearchParams(new Map([["k", "v"]]))), "k=v");
equal([...new URLSearchParams("a+b=%zz")], [["a b", "%zz"]]);
equal(new URLSearchParams().toString(), "");
---
new URLSearchParams([["only"]]); /// each entry must be a \[name, value\] pair
