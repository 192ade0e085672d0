// Records what Node answers to the cases of testdata/node22:
//
//	node runtime/internal/conformance/record/record.mjs [name of a file of cases]…
//
// Any Node will do to start it: the one that answers is the dependency that
// package-lock.json pins, installed by npm into this folder.

import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { parse, source } from "./cases.js"
import { answers } from "./show.js"

const here = fileURLToPath(new URL(".", import.meta.url))
const folder = here + "../testdata/node22/"
const pinned = JSON.parse(readFileSync(here + "package.json", "utf8")).dependencies.node
const require = createRequire(import.meta.url)

function startPinned() {
  const node = here + "node_modules/node/bin/node" + (process.platform === "win32" ? ".exe" : "")
  if (!existsSync(node)) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" })
  // The language of the machine is no part of an answer.
  const env = { ...process.env, LANG: "en_US.UTF-8", LC_ALL: "en_US.UTF-8" }
  execFileSync(node, ["--no-warnings", fileURLToPath(import.meta.url), ...process.argv.slice(2)], { env, stdio: "inherit" })
}

function compile(code) {
  try {
    return new Function("require", '"use strict"; return ' + source(code))(require)
  } catch (e) {
    return () => { throw e }
  }
}

async function record(name) {
  const file = parse(readFileSync(folder + name + ".txt", "utf8"))
  if (file.byHand) return
  process.env.TZ = file.zone
  const lines = []
  for (const code of file.cases) {
    const late = new Promise(done => setTimeout(done, 5000, '["no answer within five seconds"]').unref())
    const [answer] = JSON.parse(await Promise.race([answers([compile(code)], file.errorsByName), late]))
    lines.push(JSON.stringify([code, answer]))
  }
  writeFileSync(folder + name + ".answers.jsonl", lines.join("\n") + "\n")
  console.log(name, lines.length)
}

if (process.version === "v" + pinned) {
  process.on("unhandledRejection", e => { console.error("a case leaves a rejection behind:", e); process.exitCode = 1 })
  const asked = process.argv.slice(2)
  const all = readdirSync(folder).filter(f => f.endsWith(".txt") && f !== "known.txt").map(f => f.slice(0, -4))
  for (const name of asked.length ? asked : all) await record(name)
} else startPinned()
