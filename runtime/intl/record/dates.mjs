// Reads out of Node how it writes dates in a language, and gives it as data:
// for every set of fields the pattern, what stands between date and time (with
// minutes, and in hourGlue without; "=" begins the whole, with \x01 for the
// time, where they are mixed), and the words.
//
// A pattern is text with tokens in braces: {y} {yy} {M} {MM} {d} {dd} {h} {hh}
// {m} {mm} {s} {ss} {f} {z}, or a letter and the number of a list of words:
// {E3} by weekday, {M3} by month, {G3} by era, {a3} by hour and whether minutes
// are past it. It is kept once in patterns; the tables hold its number.

export const widths = ["narrow", "short", "long"];
const numeric = ["numeric", "2-digit"];
export const dateFields = { weekday: widths, era: widths, year: numeric, month: [...numeric, ...widths], day: numeric };
export const timeFields = { dayPeriod: widths, hour: numeric, minute: numeric, second: numeric, fractionalSecondDigits: [1] };

// combos are all choices of fields, each field missing or in one of its forms;
// the first field turns slowest.
export function combos(fields) {
  return Object.entries(fields).reduce((all, [name, forms]) =>
    all.flatMap(o => [o, ...forms.map(form => ({ ...o, [name]: form }))]), [{}]);
}

const at = (y, mo, d, h = 0, mi = 0, s = 0, ms = 0) => { const t = new Date(Date.UTC(2026, mo, d, h, mi, s, ms)); t.setUTCFullYear(y); return t; };

// Book collects what repeats.
class Book {
  lists = []; patterns = []; #listIndex = new Map(); #patternIndex = new Map();
  #of(store, index, value) {
    const key = JSON.stringify(value);
    if (!index.has(key)) index.set(key, store.push(value) - 1);
    return index.get(key);
  }
  list(words) { return this.#of(this.lists, this.#listIndex, words); }
  pattern(text) { return this.#of(this.patterns, this.#patternIndex, text); }
}

// token says how a field is written, seeing what it is at several times.
function token(book, f, type, letter, times, key) {
  const words = times.map(t => f.formatToParts(t).filter(p => p.type === type).map(p => p.value).join("|"));
  if (key && words.every((w, i) => w === String(key(times[i])))) return `{${letter}}`;
  if (key && words.every((w, i) => w === String(key(times[i])).padStart(2, "0"))) return `{${letter}${letter}}`;
  if (/[0-9|]/.test(words[0]) && letter !== "M") throw new Error(`${type}: ${words}`);
  return `{${letter}${book.list(words)}}`;
}

const months = Array.from({ length: 12 }, (_, i) => at(2026, i, 4, 1, 2, 3));
const days = Array.from({ length: 7 }, (_, i) => at(2026, 2, i + 1, 1, 2, 3)); // a Sunday first
const hours = Array.from({ length: 24 }, (_, i) => at(2026, 2, 4, i, 5, 6));
const halves = Array.from({ length: 48 }, (_, i) => at(2026, 2, 4, i >> 1, i & 1 ? 30 : 0, 0));

// patternOf reads the pattern of a formatter.
export function patternOf(book, f) {
  const twelve = f.resolvedOptions().hour12;
  let out = "";
  for (const p of f.formatToParts(at(2026, 2, 4, 1, 2, 3, 4))) {
    switch (p.type) {
      case "literal": out += p.value.replace(/[{}]/g, ""); break;
      case "year": out += p.value === "2026" ? "{y}" : p.value === "26" ? "{yy}" : fail(p); break;
      case "month": out += token(book, f, "month", "M", months, t => t.getUTCMonth() + 1); break;
      case "day": out += p.value === "4" ? "{d}" : p.value === "04" ? "{dd}" : fail(p); break;
      case "weekday": out += token(book, f, "weekday", "E", days); break;
      case "era": out += token(book, f, "era", "G", [at(-10, 2, 4), at(2026, 2, 4)]); break;
      case "hour": out += token(book, f, "hour", "h", hours, t => (twelve ? t.getUTCHours() % 12 || 12 : t.getUTCHours())); break;
      case "minute": out += p.value === "2" ? "{m}" : p.value === "02" ? "{mm}" : fail(p); break;
      case "second": out += p.value === "3" ? "{s}" : p.value === "03" ? "{ss}" : fail(p); break;
      case "fractionalSecond": out += "{f}"; break;
      case "dayPeriod": out += token(book, f, "dayPeriod", "a", halves); break;
      case "timeZoneName": out += "{z}"; break;
      default: fail(p);
    }
  }
  return out;
}

function fail(p) { throw new Error(`no token for ${JSON.stringify(p)}`); }

const make = (tag, o) => new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...o });

// glueOf finds what stands between date and time.
function glueOf(book, whole, date, time) {
  if (whole.startsWith(date) && whole.endsWith(time)) return whole.slice(date.length, whole.length - time.length);
  if (whole.startsWith(time) && whole.endsWith(date)) return `<${whole.slice(time.length, whole.length - date.length)}`;
  return null;
}

// dates is all that there is to say about a language.
export function dates(tag) {
  const book = new Book();
  const of = o => patternOf(book, make(tag, o));
  const num = text => book.pattern(text);
  const out = { date: [], glue: { h12: [], h23: [] }, hourGlue: { h12: [], h23: [] }, time12: [], time24: [], styles: {} };
  for (const o of combos(dateFields)) {
    const none = Object.keys(o).length === 0, date = none ? "" : of(o);
    out.date.push(num(date));
    for (const hourCycle of ["h12", "h23"]) {
      for (const [list, time] of [[out.glue, { hour: "numeric", minute: "numeric", hourCycle }], [out.hourGlue, { hour: "numeric", hourCycle }]]) {
        const clock = of(time), whole = none ? "" : of({ ...o, ...time });
        const glue = glueOf(book, whole, date, clock) ?? (whole.includes(clock) ? `=${whole.replace(clock, "\x01")}` : null);
        list[hourCycle].push(num(none ? "" : glue ?? " "));
      }
    }
  }
  for (const cycle of ["h12", "h23"]) {
    const list = cycle === "h12" ? out.time12 : out.time24;
    for (const zone of [undefined, "short"]) {
      for (const o of combos(timeFields)) {
        if (Object.keys(o).length === 0 && !zone) { list.push(num("")); continue; }
        const f = make(tag, { ...o, hourCycle: o.hour ? cycle : undefined, timeZoneName: zone });
        // a zone alone, or a period, brings the date along
        const bare = !o.hour && !o.minute && !o.second && !o.fractionalSecondDigits && !o.dayPeriod;
        list.push(num(bare ? "{z}" : patternOf(book, f)));
      }
    }
  }
  const all = ["full", "long", "medium", "short"];
  for (const dateStyle of all) out.styles[dateStyle] = num(of({ dateStyle }));
  for (const hourCycle of ["h12", "h23"]) {
    for (const timeStyle of all) {
      out.styles[`-${timeStyle}-${hourCycle}`] = num(of({ timeStyle, hourCycle }));
      for (const dateStyle of all) out.styles[`${dateStyle}-${timeStyle}-${hourCycle}`] = num(of({ dateStyle, timeStyle, hourCycle }));
    }
  }
  const cycleOf = o => make(tag, { hour: "numeric", ...o }).resolvedOptions().hourCycle;
  out.cycles = [cycleOf({}), cycleOf({ hour12: true }), cycleOf({ hour12: false })];
  const r = make(tag, {}).resolvedOptions();
  if (r.calendar !== "gregory" || r.numberingSystem !== "latn") throw new Error(`${tag}: ${r.calendar}, ${r.numberingSystem}`);
  return { ...out, lists: book.lists, patterns: book.patterns };
}
