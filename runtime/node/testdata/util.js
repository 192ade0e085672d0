const util = require("util");
equal(util.format("%s is %d, %j %%", "a", 1.5, { b: 1 }, "rest"), 'a is 1.5, {"b":1} % rest');
equal(util.inspect({ a: 1, b: "x", c: [1, , 3], d: new Map([["k", new Set([1])]]), e: null, f() {}, [Symbol("s")]: 1n }),
  "{\n  a: 1,\n  b: 'x',\n  c: [ 1, <empty>, 3 ],\n  d: Map(1) { 'k' => Set(1) { 1 } },\n  e: null,\n  f: [Function: f],\n  [Symbol(s)]: 1n\n}");
const loop = { name: "环" }; loop.self = loop;
equal(util.inspect(loop), "{ name: '环', self: [Circular *1] }");
const failed = new Error("a");
failed.stack = "";
failed.cause = failed;
equal(util.inspect(failed), "[Error: a] { cause: [Circular *1] }");
equal(util.format("%s", failed), "[Error: a] { cause: [Circular *1] }");
function own() {}
own.self = own;
equal(util.inspect(own), "[Function: own] { self: [Circular *1] }");
class P { constructor() { this.x = 1; } }
equal([util.inspect(new P()), util.inspect(new Date(0)), util.inspect(/a/g), util.inspect("it's"), util.inspect(-0)], ["P { x: 1 }", "1970-01-01T00:00:00.000Z", "/a/g", '"it\'s"', "-0"]);
equal(util.inspect({ a: { b: { c: { d: 1 } } } }), "{ a: { b: { c: [Object] } } }");
equal(util.inspect(Buffer.from("a")), "<Buffer 61>");
equal(util.inspect(class A {}), "[class A]");
equal(util.inspect({ [util.inspect.custom]: () => "mine" }), "mine");
equal(await util.promisify((a, done) => done(null, a + 1))(1), 2);
await util.promisify(done => done(new Error("no")))().then(() => assert(false), e => equal(e.message, "no"));
await new Promise(resolve => util.callbackify(async x => x * 2)(4, (err, v) => { equal([err, v], [null, 8]); resolve(); }));
equal(util.types.isDate(new Date()) && util.types.isRegExp(/x/) && !util.types.isPromise({}), true);
equal(util.isDeepStrictEqual({ a: [1, new Map([[1, 2]])] }, { a: [1, new Map([[1, 2]])] }), true);
equal(util.isDeepStrictEqual([1], ["1"]), false);
equal(util.stripVTControlCharacters("\u001b[31mred\u001b[0m"), "red");
equal(require("util/types").isMap(new Map()), true);
---
require("util").promisify(5); /// util.promisify: number is not a function
---
require("util").inherits(null, Object); /// util.inherits: null is not a function
