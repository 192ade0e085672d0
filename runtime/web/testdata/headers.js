const h = new Headers({ "Content-Type": "text/plain", "X-A": "1" });
equal(h.get("content-type"), "text/plain");
h.append("x-a", "2");
equal(h.get("X-A"), "1, 2");
equal([...h.keys()], ["content-type", "x-a"]);
equal([...h], [["content-type", "text/plain"], ["x-a", "1, 2"]]);
h.delete("X-A");
equal(h.has("x-a"), false);
equal(h.get("x-a"), null);
h.set("a", "  padded\t");
equal(h.get("a"), "padded");
const seen = [];
h.forEach((value, name) => seen.push(name + "=" + value));
equal(seen, ["a=padded", "content-type=text/plain"]);
equal([...new Headers([["b", "1"], ["a", "2"]])], [["a", "2"], ["b", "1"]]);
equal(new Headers(h).get("a"), "padded");
h.append("set-cookie", "x=1");
h.append("set-cookie", "y=2");
equal(h.getSetCookie(), ["x=1", "y=2"]);
equal(Object.prototype.toString.call(h), "[object Headers]");
---
new Headers({ "bad name": "x" }); /// "bad name" is not a header name
---
new Headers({ "": "x" }); /// "" is not a header name
---
new Headers({ a: "好" }); /// the value of "a" has "好" in it: encode it
---
new Headers({ a: "x\r\nb: y" }); /// the value of "a" has "\\r" in it
---
new Headers([["a"]]); /// each entry must be a \[name, value\] pair
---
new Headers("a: b"); /// give an object, a list of pairs or Headers
---
new Headers().get("a b"); /// is not a header name
