// What editors must not offer, because it is not there.
// @ts-expect-error
new WebSocket("wss://a.example")
// @ts-expect-error
new XMLHttpRequest()
// @ts-expect-error
document.title
// @ts-expect-error
window.alert("a")
// @ts-expect-error
alert("a")
// @ts-expect-error
localStorage.getItem("a")
// @ts-expect-error
location.href
// @ts-expect-error
new Worker("a.js")
// @ts-expect-error
new EventSource("https://a.example")
// @ts-expect-error
importScripts("a.js")
// @ts-expect-error
indexedDB.open("a")
// @ts-expect-error
caches.open("a")
// @ts-expect-error
new MessageChannel()
// @ts-expect-error
new BroadcastChannel("a")
// @ts-expect-error
requestAnimationFrame(() => {})
// @ts-expect-error
WebAssembly.compile
// @ts-expect-error
new CompressionStream("gzip")
// @ts-expect-error
new FileReader()
// @ts-expect-error
URL.createObjectURL(new Blob([]))
// @ts-expect-error
crypto.subtle.encrypt("AES-GCM", {}, new Uint8Array(1))
// @ts-expect-error
crypto.subtle.generateKey({name: "ECDSA"}, true, ["sign"])
// @ts-expect-error
structuredClone(1, {transfer: []})
// @ts-expect-error
new ReadableStream().getReader({mode: "byob"})
// @ts-expect-error
new FormData(1)
// @ts-expect-error
new AbortSignal()
// @ts-expect-error
fetch("https://a.example", {body: 5})
export {}
// @ts-expect-error
new SharedArrayBuffer(8)
// @ts-expect-error
Atomics.add
// @ts-expect-error
new WeakRef({})
// @ts-expect-error
new FinalizationRegistry(() => {})
// @ts-expect-error
new ArrayBuffer(8).transfer()
// @ts-expect-error
new ArrayBuffer(8, {maxByteLength: 16})
// @ts-expect-error
new WeakMap().set(Symbol("a"), 1)
// @ts-expect-error
new Float16Array(1)
// @ts-expect-error
module.exports
// @ts-expect-error
require.cache
// @ts-expect-error
import.meta.hot
