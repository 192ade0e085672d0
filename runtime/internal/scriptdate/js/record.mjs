// Records what Node 22 answers: to the lines of testdata/cases.txt in each zone
// of testdata/zones.txt, and what local times near each leap of the clocks mean.
//
//	node runtime/internal/scriptdate/js/record.mjs
import { readFileSync, writeFileSync } from "node:fs";

if (!process.version.startsWith("v22.")) throw new Error(`this is Node ${process.version}: the answers are those of Node 22`);
const folder = new URL("../testdata/", import.meta.url);
const lines = name => readFileSync(new URL(name, folder), "utf8").split("\n").filter(line => line !== "");
(0, eval)(readFileSync(new URL("show.js", folder), "utf8"));

const answers = [], leaps = [];
for (const zone of lines("zones.txt")) {
  process.env.TZ = zone;
  for (const code of lines("cases.txt")) answers.push(JSON.stringify([zone, code, show(() => (0, eval)(code))]));
  for (const leap of leapsOf()) {
    for (const minutes of [-61, -1, 0, 15, 30, 59, 60, 119]) {
      const wall = new Date(leap.at + leap.before + minutes * 60000).toISOString().slice(0, 16);
      leaps.push(`${zone} ${wall} ${new Date(wall).getTime() / 60000}`);
    }
  }
}
writeFileSync(new URL("answers.jsonl", folder), answers.join("\n") + "\n");
writeFileSync(new URL("leaps.txt", folder), leaps.join("\n") + "\n");

// leapsOf finds the minutes in which the offset changes, in UTC.
function leapsOf() {
  const offset = ms => -new Date(ms).getTimezoneOffset() * 60000, found = [];
  const hour = 3600000;
  for (let at = Date.UTC(2016, 0), end = Date.UTC(2027, 0); at < end; at += 6 * hour) {
    if (offset(at) === offset(at + 6 * hour)) continue;
    let low = at, high = at + 6 * hour;
    while (high - low > 60000) {
      const middle = low + Math.floor((high - low) / 120000) * 60000;
      if (offset(middle) === offset(at)) low = middle;
      else high = middle;
    }
    found.push({ at: high, before: offset(at) });
  }
  return found;
}
