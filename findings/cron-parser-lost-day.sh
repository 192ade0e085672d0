#!/usr/bin/env bash
# cron-parser 5.10.6 against croner 11.0.1 (npm)
#
# A daily time that the change to summer time skips is moved by cron-parser to
# the hour after, as one would wish, where the clock jumps by an hour. On Lord
# Howe Island it jumps by half an hour, from 02:00 to 02:30, and there the run
# of "15 2 * * *" is lost: the next is a day later. croner runs it at 02:30.
# The moved runs come on top of the regular ones: "0 */2 * * *" runs at 03:00
# and again at 04:00 on the day of the change in New York, which croner does not.
#
# Seen: the next three runs after the moment given, in local time.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund cron-parser@5.10.6 croner@11.0.1 >>log 2>&1 || { cat log; exit 1; }

cat >main.cjs <<'JS'
const { Cron } = require("croner");
const { CronExpressionParser } = require("cron-parser");

const local = (date, tz) => date.toLocaleString("sv-SE", { timeZone: tz, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });

for (const [spec, tz, from] of [
  ["30 2 * * *", "America/New_York", "2026-03-07T12:00:00Z"],
  ["15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z"],
  ["0 */2 * * *", "America/New_York", "2026-03-08T06:30:00Z"],
]) {
  const start = new Date(from);
  const parser = CronExpressionParser.parse(spec, { currentDate: start, tz });
  const runs = {
    "cron-parser": [1, 2, 3].map(() => parser.next().toDate()),
    croner: new Cron(spec, { timezone: tz, paused: true }).nextRuns(3, start),
  };
  for (const [name, dates] of Object.entries(runs)) {
    console.log(`${spec}  ${tz}  ${name}: ${dates.map((d) => local(d, tz)).join(", ")}`);
  }
}
JS

cat >want <<'OUT'
30 2 * * *  America/New_York  cron-parser: 2026-03-08 03:30, 2026-03-09 02:30, 2026-03-10 02:30
30 2 * * *  America/New_York  croner: 2026-03-08 03:00, 2026-03-09 02:30, 2026-03-10 02:30
15 2 * * *  Australia/Lord_Howe  cron-parser: 2026-10-05 02:15, 2026-10-06 02:15, 2026-10-07 02:15
15 2 * * *  Australia/Lord_Howe  croner: 2026-10-04 02:30, 2026-10-05 02:15, 2026-10-06 02:15
0 */2 * * *  America/New_York  cron-parser: 2026-03-08 03:00, 2026-03-08 04:00, 2026-03-08 06:00
0 */2 * * *  America/New_York  croner: 2026-03-08 04:00, 2026-03-08 06:00, 2026-03-08 08:00
OUT

node main.cjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
