// What rules import of Node, as tsc has to take it.
import fs, { readFileSync } from "fs"
import * as fsp from "node:fs/promises"
import { EventEmitter } from "node:events"
import Emitter from "events"
import { Readable, Transform, pipeline } from "stream"
import { pipeline as piped } from "stream/promises"
import { text } from "node:stream/consumers"
import zlib from "node:zlib"
import http from "http"
import https from "node:https"
import crypto, { createHmac, KeyObject } from "node:crypto"
import assert from "node:assert/strict"
import path from "path"
import util from "node:util"
import url from "url"
import os from "os"
import { setTimeout as sleep } from "timers/promises"
import { AsyncLocalStorage } from "node:async_hooks"
import process from "node:process"
import qs from "querystring"

class Line extends Transform {}
const s: string = readFileSync("a", "utf8") + path.join("a", os.EOL) + util.inspect(1, {depth: 2})
const b: Buffer = fs.readFileSync("a")
const list: string[] = await fsp.readdir(".")
const e = new EventEmitter()
new Emitter().on("x", () => {}).emit("x", 1)
await piped(Readable.from([s]), new Line())
pipeline(Readable.from([b]), zlib.createGzip(), () => {})
const z: Buffer = zlib.gunzipSync(zlib.gzipSync(await text(Readable.from(list))))
http.get("http://a.example", r => { const n: number = r.statusCode; r.on("data", () => n) })
https.request({hostname: "a.example"}).end()
const key: KeyObject = crypto.createSecretKey("k", "utf8")
const h: string = createHmac("sha256", key).update("x").digest("hex")
const c = crypto.createCipheriv("aes-256-gcm", key, z)
const out: string = c.update("x", "utf8", "hex") + c.final("hex")
assert.deepStrictEqual(url.parse("http://a").host, out)
const als = new AsyncLocalStorage<{id: number}>()
als.run({id: 1}, () => als.getStore()?.id)
await sleep(1)
const env: string | undefined = process.env.HOME
export { e, h, env, qs }
