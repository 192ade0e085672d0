#!/usr/bin/env bash
# qrcode-terminal 0.12.0, read back with jsqr 1.4.0 (npm)
#
# This QR printer, which many command lines use, draws a valid code of another
# text when a character is above U+00FF: it keeps the low byte of each UTF-16
# unit and says nothing. 你好 becomes "`}", and ł becomes "B", which a phone
# shows as if it had been meant. Characters from U+0080 to U+00FF become bytes
# of Latin-1. A link has to be percent-encoded before it is given to it.
#
# Seen: the bytes inside the drawn code, beside those of the text in UTF-8.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund qrcode-terminal@0.12.0 jsqr@1.4.0 >>log 2>&1 || { cat log; exit 1; }

cat >main.cjs <<'JS'
const terminal = require("qrcode-terminal");
const jsqr = require("jsqr");

// picture turns half blocks, two modules a character and white where there is
// ink, into RGBA pixels with a border.
function picture(drawn) {
  const rows = drawn.split("\n").flatMap((line) => [
    [...line].map((c) => c === "█" || c === "▀"),
    [...line].map((c) => c === "█" || c === "▄"),
  ]);
  const scale = 4, border = 4;
  const width = (Math.max(...rows.map((r) => r.length)) + 2 * border) * scale;
  const height = (rows.length + 2 * border) * scale;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++) {
    const row = rows[Math.floor(y / scale) - border] ?? [];
    for (let x = 0; x < width; x++) {
      if (row[Math.floor(x / scale) - border] === false) pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return [pixels, width, height];
}

for (const text of ["bot/1", "你好", "ł"]) {
  terminal.generate(text, { small: true }, (drawn) => {
    const read = Buffer.from((jsqr.default ?? jsqr)(...picture(drawn)).binaryData);
    console.log(`${text}: drawn ${read.toString("hex")} "${read.toString("latin1")}", UTF-8 ${Buffer.from(text).toString("hex")}`);
  });
}
JS

cat >want <<'OUT'
bot/1: drawn 626f742f31 "bot/1", UTF-8 626f742f31
你好: drawn 607d "`}", UTF-8 e4bda0e5a5bd
ł: drawn 42 "B", UTF-8 c582
OUT

node main.cjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
