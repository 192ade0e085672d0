// Reads out of Node what it calls time zones.

const kinds = ["short", "long", "shortGeneric", "longGeneric"];

const instants = [Date.UTC(1930, 0, 15), Date.UTC(1969, 6, 15)];
for (let year = 1970; year <= 2035; year++) instants.push(Date.UTC(year, 0, 15), Date.UTC(year, 6, 15));

const part = (f, t) => f.formatToParts(t).find(p => p.type === "timeZoneName").value;
const namer = (tag, timeZone, timeZoneName) => new Intl.DateTimeFormat(tag, { timeZone, timeZoneName });

// offset is that of a zone in minutes.
function offset(f, t) {
  const m = /GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(part(f, t));
  return m[1] ? (m[1] === "-" ? -1 : 1) * (m[2] * 60 + +m[3]) : 0;
}

// zoneNames gives for every zone what it is called in a language. Short and
// long names come in runs: from an instant on, by offset in minutes the number
// of the two, where null is the plain offset ("GMT+8"). Generic names are
// today's. names, sets and generics hold what zones share.
export function zoneNames(tag, zones) {
  const out = { names: [], sets: [], generics: [], zones: {} }, numbers = new Map();
  const number = (list, value) => {
    const key = list + JSON.stringify(value);
    if (!numbers.has(key)) numbers.set(key, out[list].push(value) - 1);
    return numbers.get(key);
  };
  for (const zone of zones) {
    const offsets = namer("en", zone, "longOffset");
    const words = kind => {
      const f = namer(tag, zone, kind), plain = namer(tag, zone, kind.startsWith("short") ? "shortOffset" : "longOffset");
      return t => { const name = part(f, t); return name === part(plain, t) ? null : name; };
    };
    const [short, long, shortGeneric, longGeneric] = kinds.map(words);
    const runs = [];
    for (const t of instants) {
      const off = offset(offsets, t), pair = number("names", [short(t), long(t)]), run = runs.at(-1);
      if (run && (run[1][off] ?? pair) === pair) run[1][off] = pair;
      else runs.push([t / 1000, { [off]: pair }]);
    }
    const now = Date.UTC(2026, 0, 15);
    out.zones[zone] = [number("sets", runs), number("generics", [shortGeneric(now), longGeneric(now)])];
  }
  return out;
}

// offsets is how a language writes an offset: short and long, for none, for
// whole hours, and with minutes.
export function offsetForms(tag) {
  const of = (zone, kind) => part(namer(tag, zone, kind), Date.UTC(2026, 0, 15));
  return Object.fromEntries(["short", "long"].map(k => [k, ["UTC", "Asia/Shanghai", "America/St_Johns"].map(z => of(z, `${k}Offset`))]));
}
