#!/usr/bin/env bash
# silk-wasm 3.7.1 (npm), SILK as WeChat's voice messages have it
#
# decode() gives the PCM and a "duration", and the two do not agree: the
# duration is 40 ms more than the samples last, for a clip of any length.
# encode() and getDuration() tell the true one for the same bytes. A clip of
# one frame (20 ms) is worse: it comes out as 40 ms of samples, called 80. Who
# fills in the play time of a voice, or cuts at its end, has to take it from
# the number of samples (two bytes each) or from getDuration.
#
# Seen: milliseconds put in, and as told by each function, and in the samples.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund silk-wasm@3.7.1 >>log 2>&1 || { cat log; exit 1; }

cat >main.mjs <<'JS'
import { decode, encode, getDuration } from "silk-wasm";

const rate = 24000;
for (const ms of [20, 200, 1000, 10000]) {
  const tone = Int16Array.from({ length: (rate / 1000) * ms }, (_, i) => 8000 * Math.sin(i / 10));
  const silk = await encode(new Uint8Array(tone.buffer), rate);
  const pcm = await decode(silk.data, rate);
  const samples = pcm.data.length / 2 / (rate / 1000);
  console.log(`${ms}: encode ${silk.duration}, getDuration ${getDuration(silk.data)}, decode ${pcm.duration}, its samples ${samples}`);
}
JS

cat >want <<'OUT'
20: encode 20, getDuration 20, decode 80, its samples 40
200: encode 200, getDuration 200, decode 240, its samples 200
1000: encode 1000, getDuration 1000, decode 1040, its samples 1000
10000: encode 10000, getDuration 10000, decode 10040, its samples 10000
OUT

node main.mjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
