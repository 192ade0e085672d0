// Writes ../data: what Node says of each language. Run it with Node 22, which
// has all of ICU:
//
//	node22 runtime/intl/record/record.mjs $(go env GOROOT)/lib/time/zoneinfo.zip
//
// Languages behind it are the only ones that are written.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { dates } from "./dates.mjs";
import { numbers } from "./numbers.mjs";
import { lists, names, relative } from "./words.mjs";
import { offsetForms, zoneNames } from "./zones.mjs";

// tags are the languages; a region is here where it writes otherwise than its
// language. Left out is what writes other digits, counts other years,
// or has words for a bare "1 thousand".
const tags = `zh zh-TW zh-HK zh-SG en en-001 en-GB en-AU en-CA en-HK en-IE en-IN en-NZ en-SG en-ZA
  ja ko de ru vi id`.split(/\s+/);

const zones = [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC"])];
const known = execFileSync("unzip", ["-Z1", process.argv[2]], { encoding: "utf8" }).split("\n").filter(name => name && !name.endsWith("/"));
const aliases = {};
for (const name of known) {
  let zone;
  try { zone = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone; } catch { continue; } // "Factory" and its like
  if (zone !== name) aliases[name] = zone;
}
const keys = ["calendar", "collation", "currency", "numberingSystem", "timeZone", "unit"];
write("zones", { zones, aliases, values: Object.fromEntries(keys.map(key => [key, Intl.supportedValuesOf(key)])) });

for (const tag of process.argv.length > 3 ? process.argv.slice(3) : tags) {
  const plural = new Intl.PluralRules(tag);
  const forms = plural.resolvedOptions().pluralCategories.map(c => [c, [1, 2, 3, 5, 10, 11, 0, 1.5, 1e6].find(x => plural.select(x) === c)]);
  const { zones: numbered, ...zoneWords } = zoneNames(tag, zones);
  write(tag, {
    dates: { ...dates(tag), offsets: offsetForms(tag), zones: { ...zoneWords, of: zones.map(z => numbered[z]) } },
    numbers: numbers(tag), relative: relative(tag, forms), lists: lists(tag),
    names: tag.includes("-") && !tag.startsWith("zh-") ? undefined : names(tag),
  });
}

// The order of Chinese letters: by sound, and by strokes as in Taiwan.
const han = [];
for (let c = 0x3400; c <= 0x9fff; c++) if (/\p{Script=Han}/u.test(String.fromCharCode(c))) han.push(String.fromCharCode(c));
for (const name of ["pinyin", "stroke"]) {
  const sorted = han.toSorted(new Intl.Collator(`zh-u-co-${name}`).compare);
  writeFileSync(new URL(`../data/${name}.gz`, import.meta.url), gzipSync(Buffer.from(sorted.join(""), "utf16le"), { level: 9 }));
  console.log(name);
}

function write(name, value) {
  writeFileSync(new URL(`../data/${name}.json.gz`, import.meta.url), gzipSync(JSON.stringify(value), { level: 9 }));
  console.log(name);
}
