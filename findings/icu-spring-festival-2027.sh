#!/usr/bin/env bash
# Node 20.20.2 with ICU 78.2, against lunar-javascript 1.7.7 and
# astronomy-engine 2.1.19 (npm)
#
# Intl's Chinese calendar puts the Spring Festival of 2027 on 7 February. It is
# on 6 February: the new moon is at 23:56 Beijing time that day, and a month
# begins on the day of its new moon. ICU's moon is some minutes off, which
# moves a whole month by a day when the new moon falls close to midnight in
# Beijing. The Spring Festival of 2030 and the tenth month of 2018 come a day
# early for the same reason. lunar-javascript has all three right. Who greets
# on the first day of the first month by Intl does it a day late in 2027.
# The ICU is the one inside the installed Node; another may answer otherwise.
#
# Seen: the new moon in Beijing time, and the day on which that month begins.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init -y >log
npm install --silent --no-audit --no-fund lunar-javascript@1.7.7 astronomy-engine@2.1.19 >>log 2>&1 || { cat log; exit 1; }

cat >main.cjs <<'JS'
const { Solar } = require("lunar-javascript");
const { SearchMoonPhase } = require("astronomy-engine");

const hour = 3600e3;
const intl = new Intl.DateTimeFormat("en-u-ca-chinese", { day: "numeric", timeZone: "Asia/Shanghai" });
const byIntl = (noon) => intl.format(noon) === "1";
const byTable = (noon) => Solar.fromYmd(noon.getUTCFullYear(), noon.getUTCMonth() + 1, noon.getUTCDate()).getLunar().getDay() === 1;

// first is the first day, from a date on, that a calendar calls the first of a month.
function first(from, isFirst) {
  let noon = Date.parse(from + "T04:00:00Z");
  while (!isFirst(new Date(noon))) noon += 24 * hour;
  return new Date(noon).toISOString().slice(0, 10);
}

for (const from of ["2018-11-01", "2027-02-01", "2030-01-30"]) {
  const moon = SearchMoonPhase(0, new Date(from + "T00:00:00Z"), 30).date;
  const beijing = new Date(+moon + 8 * hour).toISOString().slice(0, 16).replace("T", " ");
  console.log(`new moon ${beijing}, lunar-javascript ${first(from, byTable)}, Intl ${first(from, byIntl)}`);
}
JS

cat >want <<'OUT'
new moon 2018-11-08 00:02, lunar-javascript 2018-11-08, Intl 2018-11-07
new moon 2027-02-06 23:56, lunar-javascript 2027-02-06, Intl 2027-02-07
new moon 2030-02-03 00:08, lunar-javascript 2030-02-03, Intl 2030-02-02
OUT

node -p '`Node ${process.versions.node}, ICU ${process.versions.icu}`'
node main.cjs >got
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
