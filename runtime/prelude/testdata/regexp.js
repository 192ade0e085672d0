equal([/\p{L}/u.test("好"), /\p{Script=Han}+/u.exec("a你好b")[0], /[^\p{L}\s]/gu[Symbol.replace]("你好, a!", ""), /\P{L}/u.test("好")], [true, "你好", "你好 a", false]);
equal([/\p{L}/u.source, String(/\p{Lu}/gu), /\p{L}/u.flags, /\p{L}/u instanceof RegExp, /a/.constructor === RegExp], ["\\p{L}", "/\\p{Lu}/gu", "u", true, true]);
equal([new RegExp("\\p{Emoji_Presentation}", "u").test("😀"), "a😀b".replace(/\p{Emoji_Presentation}/gu, ""), "好1a".match(/\p{N}/u).index], [true, "ab", 1]);
equal("👨‍👩‍👧a🇨🇳".match(/\p{RGI_Emoji}/gv), ["👨‍👩‍👧", "🇨🇳"]);
equal([RegExp("a") instanceof RegExp, RegExp(/x/g).flags, new RegExp(/x/g, "i").flags, RegExp.prototype.constructor === RegExp, RegExp.length], [true, "g", "i", true, 2]);
const r = /x/; equal(RegExp(r) === r, true);
class R extends RegExp { yes(s) { return this.test(s); } }
equal([new R("a|b").yes("a"), new R("a") instanceof RegExp, new R("a") instanceof R], [true, true, true]);
equal(["a1b22".split(/\d+/), "x-y".replace(/(?<a>\w)-(?<b>\w)/u, "$<b>-$<a>"), [..."a1b2".matchAll(/\p{N}/gu)].map(m => m[0])], [["a", "b", ""], "y-x", ["1", "2"]]);
const y = /\p{L}/uy; y.lastIndex = 1; equal([y.test("1a"), y.lastIndex], [true, 2]);
equal([RegExp.escape("a.b*c"), new RegExp(RegExp.escape("1+1=2 [x]")).test("1+1=2 [x]")], ["\\x61\\.b\\*c", true]);
---
const d = /a(?<n>b)?/d.exec("xab");
equal([d.indices, d.indices.groups.n, /a(b)?/d.exec("a").indices[1] === undefined, d.groups.n], [[[1, 3], [2, 3]], [2, 3], true, "b"]);
equal(["abc".match(/[[a-c]--b]/gv), "é1".match(/[\p{L}&&[^a-z]]/v)[0], /[\q{abc|b}]/v.exec("abc")[0]], [["a", "c"], "é", "abc"]);
---
new RegExp("("); /// SyntaxError
---
new RegExp("\\p{Nonsense}", "u"); /// Nonsense
---
RegExp.escape(5); /// number is not a string
