#!/usr/bin/env bash
# esbuild 0.28.2 (npm) with Node 22.23.3 (npm node@22.23.3)
#
# Where async generators and for await are lowered, leaving a loop early no
# longer waits until the generator has cleaned up: "break" goes on at once,
# while a finally with an await in it is still at work. A connection that the
# generator closes there is still open behind the loop. And the lowered
# function has no prototype chain of an async generator function: the usual way
# to find %AsyncGeneratorPrototype%, on which packages build their own async
# iterators, gives undefined.
#
# Seen: first the source as it is, then lowered.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund esbuild@0.28.2 node@22.23.3 >>log 2>&1 || { cat log; exit 1; }

cat >main.mjs <<'JS'
const log = [];
async function* lines() {
  try {
    yield 1;
    yield 2;
  } finally {
    await null;
    log.push("closed");
  }
}
for await (const line of lines()) break;
log.push("behind the loop");
await new Promise((done) => setTimeout(done, 5));
console.log(log.join(", ") + "; prototype: " + typeof Object.getPrototypeOf(lines).prototype);
JS

cat >want <<'OUT'
closed, behind the loop; prototype: object
behind the loop; prototype: undefined
OUT

npx esbuild main.mjs --format=esm --target=es2022 --supported:async-generator=false --supported:for-await=false --outfile=lowered.mjs --log-level=error
{ npx node main.mjs; npx node lowered.mjs; } >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
