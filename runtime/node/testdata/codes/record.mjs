// Records what Node says: node record.mjs > node.json (made with Node 20.20.2).
import * as fs from "node:fs/promises"
import fsc from "node:fs"
import path from "node:path"
import nodeCrypto from "node:crypto"
import events, { EventEmitter } from "node:events"
import util from "node:util"
import assert from "node:assert"
import { StringDecoder } from "node:string_decoder"
import url from "node:url"
import timers from "node:timers/promises"
import os from "node:os"

Object.assign(globalThis, { fs, fsc, path, nodeCrypto, events, EventEmitter, util, assert, StringDecoder, url, timers })
const here = url.fileURLToPath(new URL(".", import.meta.url))
const { cases } = await import(`data:text/javascript,${encodeURIComponent(fsc.readFileSync(path.join(here, "cases.js"), "utf8"))}`)
process.chdir(fsc.mkdtempSync(path.join(os.tmpdir(), "codes-")))
fsc.mkdirSync("dir")
fsc.mkdirSync("full")
fsc.writeFileSync("full/a", "x")
fsc.writeFileSync("file", "x")
const out = {}
for (const [name, f] of Object.entries(cases)) {
  try {
    await f()
    out[name] = "none"
  } catch (e) {
    out[name] = [e.name, e.code, e.cause?.code].map(x => x ?? "-").join(" ")
  }
}
console.log(JSON.stringify(out, null, 1))
