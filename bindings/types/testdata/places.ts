// What a file knows of its own place, and newer names of the language that work.
import { createRequire } from "node:module"

const where: string = import.meta.dirname + import.meta.filename + import.meta.url + import.meta.resolve("./a.js") + __dirname + __filename
const main: boolean = import.meta.main
const found: string = require.resolve("fs") + createRequire(import.meta.url).resolve("fs")
const fs = require("fs")

Promise.withResolvers<string>().resolve(where)
Object.groupBy([1, 2], n => n % 2 ? "odd" : "even").odd?.at(-1)
Map.groupBy([1, 2], n => n % 2).get(1)
new Set([1]).union(new Set([2]))
"a".isWellFormed() && "a".at(-1)?.padStart(2).replaceAll("a", "b").matchAll(/a/gv)
Array.fromAsync([1]).then(list => list.toSorted().findLast(n => n > 0))
new Error("a", {cause: main})
Object.hasOwn({}, found) && fs
class A { static #x = 1n ** 2n; static has(o: object) { return #x in o || A.#x } }
A.has({})
new Int8Array(1).with(0, 1).toReversed()
for await (const x of (async function* () { yield 1 })()) x.toFixed()
