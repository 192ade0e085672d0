#!/usr/bin/env bash
# Node 22.23.3 (npm node@22.23.3) with the ICU inside
#
# In Chinese, Intl.DateTimeFormat writes the hour 8 of a 24-hour clock as "08"
# or "8" depending on how the minute is asked for: with minute "numeric" the
# hour has its zero, with minute "2-digit" it loses it, and asking for a
# two-digit hour does give it back. Asked in English, the zero is always there.
# A list of times made in two places of one program does not line up.
#
# Seen: hour and minute as asked, in Chinese and in English.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund node@22.23.3 >>log 2>&1 || { cat log; exit 1; }

cat >main.mjs <<'JS'
const at = new Date(Date.UTC(2024, 0, 1, 8, 2));
for (const [hour, minute] of [["numeric", "numeric"], ["numeric", "2-digit"], ["2-digit", "2-digit"]]) {
  const [zh, en] = ["zh-CN", "en-US"].map((locale) => new Intl.DateTimeFormat(locale, { hour, minute, hourCycle: "h23", timeZone: "UTC" }).format(at));
  console.log(`${hour}, ${minute}: ${zh}, ${en}`);
}
JS

cat >want <<'OUT'
numeric, numeric: 08:02, 08:02
numeric, 2-digit: 8:02, 08:02
2-digit, 2-digit: 08:02, 08:02
OUT

npx node main.mjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
