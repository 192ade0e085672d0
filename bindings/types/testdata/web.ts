// What rules write with the names of the web, as tsc has to take it.
const form = new FormData()
form.append("chat_id", 5)
form.append("photo", new Blob([new Uint8Array(3), "x", Buffer.from("y")], {type: "image/png"}), "a.png")
form.set("file", new File(["a"], "a.txt", {type: "text/plain", lastModified: 0}))
const bodies: BodyInit[] = [
  "text", new Uint8Array(3), Buffer.from("a"), new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), new Blob(["a"]), form,
  new URLSearchParams({a: "1", b: 2}), new ReadableStream(), ReadableStream.from(["a"]),
]
async function* bytes() { yield new TextEncoder().encode("a") }
for (const body of [...bodies, bytes()]) await fetch("https://a.example", {method: "POST", body, duplex: "half"})
for (const headers of [{"content-type": "a", n: 1}, [["a", "b"]], new Headers({a: "b"}), new Map([["a", "b"]])] satisfies HeadersInit[]) {
  await fetch(new URL("/x", "https://a.example"), {headers, signal: AbortSignal.any([AbortSignal.timeout(5000), new AbortController().signal])})
}
const r = await fetch(new Request("https://a.example", {redirect: "manual"}))
if (!r.ok) throw new Error(`${r.status} ${r.statusText} ${r.headers.get("retry-after")}`)
const answer = await r.json()
const name: string = answer.users[0].name
let size = 0
for await (const chunk of r.clone().body!) size += chunk.length
for await (const line of r.body!.pipeThrough(new TextDecoderStream("gbk"))) size += line.length
const reader = r.body!.getReader()
for (let part = await reader.read(); !part.done; part = await reader.read()) size += part.value.length
const upper = new TransformStream<string, string>({transform(chunk, c) { c.enqueue(chunk.toUpperCase()) }})
const sink = new WritableStream<string>({write(chunk) { size += chunk.length }})
await ReadableStream.from(["a", "b"]).pipeThrough(upper).pipeTo(sink)
const numbers = new ReadableStream<number>({start(c) { c.enqueue(1); c.close() }, pull() {}, cancel() {}}, {highWaterMark: 2})
const [left, right] = numbers.tee()
for await (const n of left.values({preventCancel: true})) size += n
await right.cancel()
for (const [key, value] of new URL("https://a.example?a=1").searchParams) console.log(key.length, value.trim())
const query: {[name: string]: string} = Object.fromEntries(new URLSearchParams("a=b"))
const pairs: [string, FormDataEntryValue][] = [...form]
const names: string[] = new Headers().keys().map(k => k.toUpperCase()).toArray()
const text: string = new TextDecoder("gbk", {fatal: true}).decode(await r.arrayBuffer())
const hex: string = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex")
const key = await crypto.subtle.importKey("raw", Buffer.from("k"), {name: "HMAC", hash: "SHA-256"}, false, ["sign"])
const signed: ArrayBuffer = await crypto.subtle.sign("HMAC", key, Buffer.from("x"))
const random: Uint32Array = crypto.getRandomValues(new Uint32Array(2))
const copy: {a: Date} = structuredClone({a: new Date()})
class Late extends DOMException { constructor() { super("late", "TimeoutError") } }
class Bell extends EventTarget { ring() { return this.dispatchEvent(new CustomEvent("ring", {detail: {times: 2}})) } }
new Bell().addEventListener("ring", (e: CustomEvent<{times: number}>) => console.log(e.detail.times), {once: true})
let timer: ReturnType<typeof setTimeout> | null = setTimeout((a: string) => a.length, 5, "x")
clearTimeout(timer)
timer = null
const every: number = setInterval(() => {}, 1000)
clearInterval(every)
await new Promise(resolve => setTimeout(resolve, 1))
queueMicrotask(() => console.table([{a: performance.now() - performance.timeOrigin}]))
const made: Response = Response.json({a: 1}, {status: 201, headers: {a: "b"}})
const blob: string = atob(btoa("a")) + await new Blob(["a"]).slice(0, 1).text() + navigator.userAgent + self.isNaN(1)
export { name, size, query, pairs, names, hex, signed, random, copy, Late, made, blob }
