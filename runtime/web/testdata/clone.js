const o = { d: new Date(5), m: new Map([[{ k: 1 }, new Set([1])]]), r: /a/gi, u: new Uint16Array([1, 2]), n: null, l: [1, , 3], e: new RangeError("x") };
o.self = o;
const c = structuredClone(o);
assert(c !== o && c.self === c, "cycle");
equal([c.d.getTime(), [...c.m.keys()][0], [...[...c.m.values()][0]], String(c.r), [...c.u], c.n, c.l.length, 1 in c.l], [5, { k: 1 }, [1], "/a/gi", [1, 2], null, 3, false]);
equal([c.e instanceof RangeError, c.e.message], [true, "x"]);
equal(structuredClone(1n) === 1n, true);
equal(structuredClone("x"), "x");
class P { constructor() { this.a = 1; } }
equal(structuredClone(new P()) instanceof P, false);
---
structuredClone(() => 1); /// the function \(anonymous\) can not be cloned
---
structuredClone({ a: { b: Symbol("x") } }); /// a symbol can not be cloned
---
structuredClone(Promise.resolve()); /// a Promise can not be cloned
---
structuredClone(); /// the value is missing
---
let deep = []; for (let i = 0; i < 5000; i++) deep = [deep];
structuredClone(deep); /// nested more than 250 deep
