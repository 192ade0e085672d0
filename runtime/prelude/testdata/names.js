equal(Object.groupBy([1, 2, 3], x => (x % 2 ? "odd" : "even")), { odd: [1, 3], even: [2] });
equal(Object.getPrototypeOf(Object.groupBy([], x => x)), null);
equal([...Map.groupBy("aab", c => c)], [["a", ["a", "a"]], ["b", ["b"]]]);
equal(await Array.fromAsync((async function* () { yield 1; yield 2; })()), [1, 2]);
equal(await Array.fromAsync([Promise.resolve(1), 2], async x => x * 2), [2, 4]);
equal(await Array.fromAsync({ length: 2, 0: "a", 1: Promise.resolve("b") }), ["a", "b"]);
const { promise, resolve } = Promise.withResolvers(); resolve(5); equal(await promise, 5);
equal(await Promise.try((a, b) => a + b, 1, 2), 3);
await Promise.try(() => { throw new Error("x"); }).then(() => assert(false), e => equal(e.message, "x"));
equal(["\ud800".isWellFormed(), "😀".isWellFormed(), "a\udc00b".toWellFormed()], [false, true, "a\ufffdb"]);
equal([typeof Symbol.asyncIterator, typeof Symbol.dispose, typeof Symbol.asyncDispose], ["symbol", "symbol", "symbol"]);
equal([Math.sumPrecise([0.1, 0.2, 0.3]), Math.sumPrecise([1e20, 0.1, -1e20]), Object.is(Math.sumPrecise([]), -0)], [0.6, 0.1, true]);
equal([1, 2, 3, 4, 5].values().filter(x => x % 2).map((x, i) => x * 10 + i).drop(1).take(1).toArray(), [31]);
equal([["a", "b"].values().flatMap(x => [x, x]).toArray(), new Set([1, 2]).values().reduce((a, b) => a + b), [1, 2].values().some(x => x > 1), [1].values().every(x => x > 1), [1, 2].values().find(x => x > 1)], [["a", "a", "b", "b"], 3, true, false, 2]);
function* naturals() { for (let i = 1; ; i++) yield i; }
equal(naturals().filter(x => x % 3 === 0).take(2).toArray(), [3, 6]);
equal([naturals() instanceof Iterator, Iterator.from({ next: () => ({ done: true }) }).toArray(), String(naturals().map(x => x))], [true, [], "[object Iterator Helper]"]);
const o = {}; Error.captureStackTrace(o); equal(typeof o.stack, "string");
class E extends Error { constructor(m) { super(m); this.name = "E"; Error.captureStackTrace(this, E); } }
equal(new E("m").stack.split("\n")[0], "E: m");
async function* gen() { yield* [1, 2]; } let sum = 0; for await (const x of gen()) sum += x; equal(sum, 3);
let closed = ""; { using r = { [Symbol.dispose]() { closed += "r"; } }; await using s = { async [Symbol.asyncDispose]() { closed += "s"; } }; } equal(closed, "sr");
---
Object.groupBy([1], "key"); /// Object.groupBy: string is not a function
---
[1].values().take(-1); /// -1 must not be negative
---
[1].values().map(5); /// number is not a function
---
[].values().reduce((a, b) => a); /// reduce of an empty iterator with no initial value
---
new Iterator(); /// Iterator is abstract
---
await Array.fromAsync(null); /// null is not iterable
---
Math.sumPrecise(["1"]); /// not a number
---
equal(Object.fromEntries([{ id: 1 }]), { undefined: undefined });
equal(JSON.stringify(Object.entries(Object.fromEntries([["__proto__", 1], ["a", 2], [3, 4]]))), '[["3",4],["__proto__",1],["a",2]]');
---
Object.fromEntries([1]); /// Iterator value 1 is not an entry object
---
const o = {}, seen = [];
o.__defineGetter__("x", () => 5);
o.__defineSetter__("x", v => seen.push(v));
o.x = 7;
equal([o.x, seen, Object.keys(o), typeof o.__lookupGetter__("x"), Object.create(o).__lookupSetter__("x").length, o.__lookupGetter__("y")], [5, [7], ["x"], "function", 1, undefined]);
---
({}).__defineGetter__("x", 1); /// Expecting function
