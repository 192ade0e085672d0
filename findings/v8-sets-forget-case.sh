#!/usr/bin/env bash
# Node 22.23.3 (npm node@22.23.3), its V8
#
# Under the flags i and v the intersection of two letters loses the other case:
# [b&&b] is [b], and /[b]/iv matches "B", but /[b&&b]/iv does not. A subtraction
# and an intersection of two ranges keep it. So whether a class ignores case
# depends on how it is written. The specification closes both sides over case
# before it compares them.
#
# Seen: all four should be true.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund node@22.23.3 >>log 2>&1 || { cat log; exit 1; }

cat >main.mjs <<'JS'
for (const code of ['/[b]/iv.test("B")', '/[b&&b]/iv.test("B")', '/[[a-z]&&[a-c]]/iv.test("B")', '/[[a-z]--[c]]/iv.test("D")']) {
  console.log(code, "=", eval(code));
}
JS

cat >want <<'OUT'
/[b]/iv.test("B") = true
/[b&&b]/iv.test("B") = false
/[[a-z]&&[a-c]]/iv.test("B") = true
/[[a-z]--[c]]/iv.test("D") = true
OUT

npx node main.mjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
