// Writes zones.txt: what Node calls each zone in Date.prototype.toString, by
// the offset that holds.
//
//	go generate ./runtime/internal/scriptdate
//
// Node judges years from 2038 on by earlier ones, so they say nothing.
//
// A line is the names, "minutes=name" each, and behind a tab all zones that
// have these. Names that only other times had are of no use: for each offset it
// is the last one since 1970.
import { readFileSync, writeFileSync } from "node:fs";

const links = readFileSync("/usr/share/zoneinfo/tzdata.zi", "utf8").split("\n");
const zones = new Set(Intl.supportedValuesOf("timeZone"));
for (const line of links) {
  const [kind, target, alias] = line.split(" ");
  if (kind === "Z") zones.add(target);
  if (kind === "L") zones.add(alias);
}

const groups = new Map();
for (const zone of [...zones].sort()) {
  try {
    process.env.TZ = zone;
    if (Intl.DateTimeFormat(undefined, { timeZone: zone }) === undefined) continue;
  } catch {
    continue; // one that Node does not know
  }
  const names = new Map();
  for (let month = 0; month < 12 * 67; month++) {
    const date = new Date(Date.UTC(1970, month, 15));
    names.set(-date.getTimezoneOffset(), date.toTimeString().match(/\((.*)\)/)[1]);
  }
  const key = [...names].sort((a, b) => a[0] - b[0]).map(([offset, name]) => `${offset}=${name}`).join(";");
  groups.set(key, [...(groups.get(key) ?? []), zone]);
}
const text = [...groups].map(([names, zones]) => `${names}\t${zones.join(" ")}\n`).sort().join("");
writeFileSync(new URL("../zones.txt", import.meta.url), text);
