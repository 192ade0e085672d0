#!/usr/bin/env bash
# silk-wasm 3.7.1 (npm), SILK as WeChat's voice messages have it
#
# decode() leaves out the third and the fourth packet of every file: what stands
# in them makes no difference to what comes out. The samples are as many as they
# should be, since the end is filled up with sound that nobody made. With the
# usual packets of 20 ms that is 40 ms of speech near the start; WeChat's
# packets may hold up to 100 ms each. Skype's own decoder gives the sound of all
# packets. A file without a packet is no error either: it decodes to 40 ms of
# noise, which decode() calls 80.
#
# Seen: for a tone of half a second, whether the samples change when a packet is
# replaced by a copy of the first; and what a file with a header alone gives.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund silk-wasm@3.7.1 >>log 2>&1 || { cat log; exit 1; }

cat >main.mjs <<'JS'
import { decode, encode } from "silk-wasm";

const rate = 24000;
const tone = Int16Array.from({ length: rate / 2 }, (_, i) => 8000 * Math.sin(i / 10 + i * i / 1e5));
const silk = Buffer.from((await encode(new Uint8Array(tone.buffer), rate)).data);
const header = silk.subarray(0, 10), packets = [];
for (let at = 10; at + 2 <= silk.length; at += 2 + silk.readInt16LE(at)) packets.push(silk.subarray(at, at + 2 + silk.readInt16LE(at)));

const samples = async list => Buffer.from((await decode(Buffer.concat([header, ...list]), rate)).data);
const whole = await samples(packets);
console.log(`${packets.length} packets, ${whole.length / 48} ms`);
for (let i = 1; i <= 5; i++) {
  const changed = await samples(packets.with(i, packets[0]));
  console.log(`packet ${i + 1} replaced: ${changed.equals(whole) ? "the same samples" : "other samples"}`);
}
const nothing = await decode(header, rate);
console.log(`no packet: ${nothing.data.length / 48} ms, called ${nothing.duration}, ${nothing.data.some(x => x) ? "not silent" : "silent"}`);
JS

cat >want <<'OUT'
25 packets, 500 ms
packet 2 replaced: other samples
packet 3 replaced: the same samples
packet 4 replaced: the same samples
packet 5 replaced: other samples
packet 6 replaced: other samples
no packet: 40 ms, called 80, not silent
OUT

node main.mjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
