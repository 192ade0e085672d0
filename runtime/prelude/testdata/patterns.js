// A match that goes on over a long text is found, and never taken for none.
const long = "x".repeat(40000);
equal([/^(?:(?!END).)*END/s.test(long + "END"), /(x+)\1END/.test(long + "END"), /\p{L}+END/u.test(long + "END")], [true, true, true]);
---
equal(["abc".replace(/.*/g, "x"), "aXbX".replace(/X?/g, "-"), "abc".match(/.*/g)], ["xx", "-a--b--", ["abc", ""]]);
equal(["a=1\r\nk=2\r\nb".match(/^k=(.*)$/m)[1], "x\u2028k=3".match(/^k=(.*)$/m)[1]], ["2", "3"]);
equal(["xy".match(/(?:(?<a>x)|(?<a>y))\k<a>/), /(?:(?<a>x)|(?<a>y))/.exec("y").groups.a], [null, "y"]);
equal(/(z)((a+)?(b+)?(c))*/.exec("zaacbbbcac"), ["zaacbbbcac", "z", "ac", "a", undefined, "c"]);
const half = /./gyu; half.lastIndex = 1; equal([half.exec("😀a")[0], half.lastIndex], ["😀", 2]);
equal([/[\ud800-\udbff][\udc00-\udfff]/.exec("a😀")[0], "😀".match(/./)[0], /[^\udc00]/.exec("\udc01")[0] === "\udc01"], ["😀", "\ud83d", true]);
---
// Called without new inside of a constructor.
class Outer { constructor() { this.r = RegExp("a+", "g"); } }
const made = new Outer().r;
equal([made instanceof RegExp, made.flags, "baa".match(made)], [true, "g", ["aa"]]);
class Mine extends RegExp { exec(s) { const m = super.exec(s); if (m) m.mine = true; return m; } }
const mine = new Mine("b", "g");
equal([mine instanceof Mine, mine.exec("ab").mine, "abcb".replace(new Mine("b", "g"), "-"), "a,b".split(new Mine(","))], [true, true, "a-c-", ["a", "b"]]);
---
new RegExp("x("); /// Invalid regular expression: /x\(/: Unterminated group
