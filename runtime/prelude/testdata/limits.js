equal(["ab".repeat(3), "a".padStart(3, "x"), [1, 2].join("-"), new Array(3).fill(0), Array.from({ length: 2 }, (x, i) => i)], ["ababab", "xxa", "1-2", [0, 0, 0], [0, 1]]);
equal([[1, 2, 3].indexOf(2), [1].includes(1), [1, 1].lastIndexOf(1), String([1, [2]])], [1, true, 1, "1,2"]);
equal([new Uint8Array(3).length, new Uint8Array([1, 2])[1], new Uint16Array(new ArrayBuffer(4)).length, new Uint8Array(new ArrayBuffer(4), 1, 2).length], [3, 2, 2, 2]);
class B extends Uint8Array { get first() { return this[0]; } }
const b = new B([7, 8]);
equal([b instanceof B, b instanceof Uint8Array, b.subarray(0) instanceof B, b.first, b.map(x => x + 1).first], [true, true, true, 7, 8]);
equal([Uint8Array.from([1]).constructor === Uint8Array, Uint8Array.of(5)[0], Uint8Array.name, Uint8Array.BYTES_PER_ELEMENT, "repeat".repeat.length], [true, 5, "Uint8Array", 1, 1]);
equal([Uint8Array.from("12", Number)[1], Uint8Array.fromBase64("AQI=")[1], new ArrayBuffer(2) instanceof ArrayBuffer, ArrayBuffer.isView(b)], [2, 2, true, true]);
equal([JSON.parse('{"a":[1]}'), JSON.parse("1", (k, v) => v + 1), JSON.parse(" [\"]]\\\"[\"]")], [{ a: [1] }, 2, ["]]\"["]]);
equal(JSON.parse("[".repeat(90) + "]".repeat(90)).length, 1);
equal([[1, [2, [3, [4]]]].flat(), [1, [2, [3, [4]]]].flat(2), [1, [2, [3, [4]]]].flat(Infinity), [[1]].flat(0), [[1, , 2]].flat("9"), [].flat.name, [].flat.length], [[1, 2, [3, [4]]], [1, 2, 3, [4]], [1, 2, 3, 4], [[1]], [1, 2], "flat", 0]);
const nested = n => { let a = [1]; for (let i = 1; i < n; i++) a = [0, a]; return a; };
equal([nested(90).flat(Infinity).length, nested(200).flat(50).length], [90, 52]);
equal([Function("return this")() === globalThis, new Function("a", "b", "return a + b")(1, 2), Function("a,b", "return a * b")(2, 3)], [true, 3, 6]);
equal([(() => {}) instanceof Function, (function () {}).constructor === Function, Function.prototype === Object.getPrototypeOf(Math.max), Function.name, Function.length], [true, true, true, "Function", 1]);
equal([await (async () => {}).constructor("return await 5")(), [...(function* () {}).constructor("yield 1; yield 2")()]], [5, [1, 2]]);
class F extends Function { get two() { return 2; } }
equal([new F("return 1")(), new F().two, new F() instanceof Function], [1, 2, true]);
---
"x".repeat(2e6); /// repeat would make 2000000 items or bytes, more than the 1048576 that one call may
---
"x".padEnd(2e6); /// padEnd would make 2000000
---
new Array(2e6).fill(0); /// fill would make 2000000
---
new Array(2e6).join("xy"); /// join would make 3000000
---
[].indexOf.call({ length: 2e6 }, 1); /// indexOf would make 2000000
---
Array.from({ length: 2e5 }); /// from would make 200000
---
new Uint8Array(2e6); /// new Uint8Array would make 2000000
---
new Float64Array(2e5); /// new Float64Array would make 1600000
---
new ArrayBuffer(2e6); /// new ArrayBuffer would make 2000000
---
Uint8Array(3); /// Uint8Array needs new
---
JSON.parse("[".repeat(120) + "]".repeat(120)); /// nested more than 100 deep
---
let a = [1]; for (let i = 0; i < 120; i++) a = [a]; a.flat(Infinity); /// flat: the array is nested more than 100 deep
---
let a = [1]; for (let i = 0; i < 120; i++) a = [a]; a.flat(101); /// flat: the array is nested more than 100 deep
---
new Array(2e5).fill(0); /// fill would make 200000 items or bytes, more than the 131072
---
new Function("[".repeat(3000) + "]".repeat(3000)); /// brackets are nested deeper than 2000
---
Function("return " + "!".repeat(16000) + "1"); /// longer than 15000
---
(async () => {}).constructor(" ".repeat(4e5)); /// may have 262144 bytes
---
new Function("return }"); /// SyntaxError
---
JSON.parse("{"); /// SyntaxError
