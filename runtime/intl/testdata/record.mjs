// Writes node-*.json: what Node 22 says to many
// choices of options, for the tests.
//
//	node22 runtime/intl/testdata/record.mjs
import { writeFileSync } from "node:fs";

let seed = 7;
const random = n => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };
const pick = list => list[random(list.length)];
const maybe = (o, name, list, odds = 2) => { if (random(odds) === 0) o[name] = pick(list); };
const tags = ["zh-CN", "zh-CN", "zh", "zh-TW", "zh-HK", "zh-SG", "en-US", "en-US", "en", "en-GB", "en-AU", "en-CA", "en-IN", "en-IE", "en-NZ", "en-ZA", "en-SG", "en-HK", "en-JM", "en-PH", "ja", "ko", "de", "ru", "vi", "id"];
const zones = ["Asia/Shanghai", "America/New_York", "UTC", "Europe/London", "Asia/Kolkata", "Asia/Tokyo", "+08:00", "-03:30", "Australia/Sydney", "Africa/Cairo", "America/Sao_Paulo", "Etc/GMT+5", "Asia/Chongqing", "Europe/Berlin"];
const times = [0, 1704171723045, 1719835200000, 1772930723999, 1794009600000, 1796040000123, 583700000000, 1741503600000, -1e12, 1709164799999, 1798761599000];
const text = ["narrow", "short", "long"], digits = ["numeric", "2-digit"];

const dates = [];
for (let i = 0; i < 1000; i++) {
  const o = { timeZone: pick(zones) };
  if (random(5) === 0) {
    maybe(o, "dateStyle", ["full", "long", "medium", "short"], 1.4);
    maybe(o, "timeStyle", ["full", "long", "medium", "short"], 2);
  } else {
    maybe(o, "weekday", text, 3); maybe(o, "era", text, 9); maybe(o, "year", digits); maybe(o, "month", [...digits, ...text]); maybe(o, "day", digits);
    maybe(o, "dayPeriod", text, 9); maybe(o, "hour", digits); maybe(o, "minute", digits); maybe(o, "second", digits, 3); maybe(o, "fractionalSecondDigits", [1, 2, 3], 9);
    maybe(o, "timeZoneName", ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"], 4);
  }
  maybe(o, "hour12", [true, false], 6);
  maybe(o, "hourCycle", ["h11", "h12", "h23", "h24"], 6);
  const tag = pick(tags), t = pick(times);
  // ICU is not of one mind with itself on these: names of zones beside half a
  // time, on seconds in Japanese, in Singapore; 24 for midnight.
  if (o.timeZoneName && (!o.hour && (o.minute || o.second) || o.fractionalSecondDigits || tag === "zh-SG") || tag === "ja" && o.weekday && o.second || o.hourCycle === "h24") continue;
  if (tag === "zh-HK" && /long|full/.test(o.timeStyle)) continue; // "EST" in these two alone, "GMT-5" else
  const f = new Intl.DateTimeFormat(tag, o), r = f.resolvedOptions();
  if (f.formatToParts(t).some(p => /[(├]/.test(p.value))) continue; // odd choices that a language has no pattern for: ICU says one thing and does another
  dates.push([tag, o, t, f.formatToParts(t).map(p => [p.type, p.value]), /^(zh|en)/.test(tag) ? r : null]);
}

const numbers = [], values = [0, -0, 1, -1, 0.1, 0.5, 1.5, 2.5, -2.5, 12, 99.995, 100, 999, 999.5, 1234, -1234.567, 9999, 12345, 99999.5, 123456.789, 999999, 1e6, 12345678, 123456789.123, 1e9, 2.5e10, 1e15, 1.005, 0.000123, 1e21, NaN, Infinity, -Infinity];
const currencies = ["CNY", "USD", "EUR", "JPY", "HKD", "TWD", "CHF", "KRW", "INR", "XYZ", "KWD"], units = ["kilometer", "kilometer-per-hour", "celsius", "day", "hour", "megabyte", "percent", "liter", "meter-per-second", "byte-per-day", "mile-per-gallon", "month"];
for (let i = 0; i < 900; i++) {
  const o = {};
  maybe(o, "style", ["decimal", "percent", "currency", "currency", "unit"], 1.4);
  if (o.style === "currency") { o.currency = pick(currencies); maybe(o, "currencyDisplay", ["symbol", "narrowSymbol", "code", "name"]); maybe(o, "currencySign", ["standard", "accounting"], 3); }
  if (o.style === "unit") { o.unit = pick(units); maybe(o, "unitDisplay", text); }
  maybe(o, "notation", ["standard", "scientific", "engineering", "compact", "compact"], 3);
  maybe(o, "compactDisplay", ["short", "long"], 4);
  maybe(o, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], 3);
  maybe(o, "useGrouping", ["always", "auto", "min2", true, false], 5);
  maybe(o, "minimumIntegerDigits", [1, 2, 5], 8);
  if (random(4) === 0) { o.minimumFractionDigits = random(3); o.maximumFractionDigits = o.minimumFractionDigits + random(3); }
  if (random(6) === 0) { o.minimumSignificantDigits = 1 + random(3); o.maximumSignificantDigits = o.minimumSignificantDigits + random(3); }
  maybe(o, "roundingMode", ["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"], 5);
  maybe(o, "roundingPriority", ["auto", "morePrecision", "lessPrecision"], 8);
  maybe(o, "trailingZeroDisplay", ["auto", "stripIfInteger"], 8);
  if (random(12) === 0) { o.roundingIncrement = pick([2, 5, 10, 25, 50, 500]); o.minimumFractionDigits = o.maximumFractionDigits = 2; delete o.roundingPriority; delete o.minimumSignificantDigits; delete o.maximumSignificantDigits; }
  const tag = pick(tags), v = pick(values);
  try {
    const f = new Intl.NumberFormat(tag, o);
    const show = Object.is(v, -0) ? "-0" : Number.isFinite(v) ? v : String(v), more = pick(values.slice(2, 28));
    let range = null;
    if (Number.isFinite(v) && random(3) === 0) range = [more, f.formatRangeToParts(v, more).map(p => [p.type, p.value, p.source])];
    numbers.push([tag, o, show, f.formatToParts(v).map(p => [p.type, p.value]), o.trailingZeroDisplay ? null : f.resolvedOptions(), range]); // V8 loses roundingPriority beside it
  } catch (e) { numbers.push([tag, o, "throws", e.name, null, null]); }
}

const words = [];
const say = code => words.push([code, eval(code)]);
for (const tag of ["zh", "zh-TW", "en", "en-GB", "ja", "ko", "de", "ru", "vi", "id"]) {
  for (let i = 0; i < 12; i++) {
    const o = JSON.stringify({ numeric: pick(["always", "auto"]), style: pick(["long", "short", "narrow"]) });
    say(`new Intl.RelativeTimeFormat("${tag}", ${o}).formatToParts(${pick([-2, -1, 0, 1, 2, 5, 1.5, -1234])}, "${pick(["second", "minutes", "hour", "day", "week", "months", "quarter", "year"])}").map(p => [p.type, p.value, p.unit])`);
  }
  for (const type of ["conjunction", "disjunction", "unit"]) for (const style of ["long", "short", "narrow"]) say(`[0, 1, 2, 3, 4].map(n => new Intl.ListFormat("${tag}", {type: "${type}", style: "${style}"}).format(["a", "b", "c", "d"].slice(0, n)))`);
  say(`["US", "CN", "TW", "HK", "GB", "TR", "001", "ZZ", "QX"].map(c => new Intl.DisplayNames("${tag}", {type: "region"}).of(c))`);
  say(`["en", "zh", "zh-Hant", "yue", "fr", "en-US", "qqq"].map(c => new Intl.DisplayNames("${tag}", {type: "language"}).of(c))`);
  say(`["CNY", "USD", "XYZ"].map(c => new Intl.DisplayNames("${tag}", {type: "currency", fallback: "none"}).of(c) ?? null)`);
  say(`["Hans", "Latn"].map(c => new Intl.DisplayNames("${tag}", {type: "script"}).of(c))`);
}
for (const tag of ["zh", "en", "ru", "ar", "pl", "cs", "fr", "es", "pt", "it", "de", "ja", "he", "lt", "cy", "ga", "sl", "uk", "hr", "ro", "nl", "sv", "hi", "th", "vi", "tr", "da", "lv", "mt"]) {
  say(`new Intl.PluralRules("${tag}").resolvedOptions().pluralCategories`);
  say(`[0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 19, 20, 21, 22, 23, 25, 31, 100, 101, 102, 111, 1000, 1e6, 2e6, 1.5, 0.5, 1.25, 1e15].map(n => new Intl.PluralRules("${tag}").select(n))`);
  say(`[0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 21, 22, 23, 40, 80, 90, 100, 101, 111, 1000].map(n => new Intl.PluralRules("${tag}", {type: "ordinal"}).select(n))`);
}
for (const t of ["zh", "zh-TW", "en", "zh-Hans-SG", "en-Latn-US", "ja", "sr", "de-Latn-DE"]) say(`[new Intl.Locale("${t}").maximize().toString(), new Intl.Locale("${t}").minimize().toString(), new Intl.Locale("${t}").region ?? null]`);
for (const t of ["ZH-cn", "en-us-u-hc-h12", "iw", "EN-latn-us-x-abc", "de-u-co-phonebk-kn-true"]) say(`Intl.getCanonicalLocales("${t}")`);
for (const [tag, s] of [["en", "Hello, wörld! It's 3.14 o'clock. Is it? Yes."], ["zh", "👨‍👩‍👧a🇨🇳👍🏻é你好"], ["en", "e\u0301 a\r\nb 100,000.5 can't foo_bar"], ["en", ""]]) {
  for (const granularity of ["grapheme", "word", "sentence"]) {
    if (granularity === "word" && /[一-龥]{2}/.test(s)) continue; // a dictionary
    say(`Array.from(new Intl.Segmenter("${tag}", {granularity: "${granularity}"}).segment(${JSON.stringify(s)}), s => [s.segment, s.index, s.isWordLike ?? null])`);
    say(`(s => [s.containing(0), s.containing(3), s.containing(99)].map(x => x?.segment ?? null))(new Intl.Segmenter("${tag}", {granularity: "${granularity}"}).segment(${JSON.stringify(s)}))`);
  }
}
say(`[(1234.5).toLocaleString("zh-CN"), 12345678901234567890n.toLocaleString("en"), [1234.5, new Date(0)].toLocaleString("en-US", {timeZone: "UTC"}), "i".toLocaleUpperCase("tr"), "I".toLocaleLowerCase("tr"), "ß".toLocaleUpperCase("de")]`);
say(`[new Intl.NumberFormat("en").format("123456789012345678901234567890.5"), new Intl.NumberFormat("en").format(10n ** 25n), new Intl.NumberFormat("en").format(" 12 "), new Intl.NumberFormat("en").format("x")]`);
say(`["unit", "currency", "timeZone"].map(k => Intl.supportedValuesOf(k).length)`);

// order: the words of each line in the order of the language.
const order = [];
const alphabets = {
  zh: ["重庆", "北京", "上海", "安徽", "张三", "李四", "王五", "阿明", "刘", "陈", "a", "b", "A", "Z", "1", "10", "9", "你好", "世界", "中国", "银行", "音乐", "长城", "单", "曾", "，", "。", "!", "吕", "女", "绿"],
  en: ["apple", "Apple", "banana", "Banana", "éclair", "eclair", "zebra", "Zebra", "_a", "-a", "a b", "ab", "a-b", "1", "10", "2", "résumé", "resume", "Resume", "co-op", "coop", "naïve", "!", "#", "ｆull", "full", "ß", "ss", "æ", "ae", "你", "б", "🙂", "", " "],
  de: ["Äpfel", "Apfel", "Zebra", "öl", "ol", "Ofen", "über", "uber", "Straße", "Strasse", "ß"], "de-u-co-phonebk": ["Äpfel", "Apfel", "Aepfel", "Afel", "öl", "oel", "ol"],
  fr: ["côte", "coté", "cote", "côté", "œuf", "oeuf", "été", "ete", "Zoé"], sv: ["ö", "ä", "å", "z", "a", "o", "Ö", "w", "v"], da: ["ø", "æ", "å", "z", "a", "aa", "ab"], es: ["ñ", "n", "o", "nz", "llama", "luz", "ch", "cz"],
  cs: ["ch", "c", "h", "i", "č", "d"], pl: ["ł", "l", "m", "ą", "a", "b"], ru: ["ё", "е", "ж", "я", "а", "Б"], ja: ["あ", "ア", "い", "か", "が", "日本", "東京", "ー", "a"], ko: ["가", "나", "한국", "a", "힣"], tr: ["ı", "i", "I", "İ", "ç", "c", "d"],
};
const choices = [undefined, { numeric: true }, { sensitivity: "base" }, { sensitivity: "accent" }, { sensitivity: "case" }, { caseFirst: "upper" }, { caseFirst: "lower" }, { ignorePunctuation: true }];
for (const [tag, list] of Object.entries(alphabets)) for (const o of choices) if (tag !== "tr" || !o?.caseFirst) order.push([tag, o ?? null, list, [...list].sort(new Intl.Collator(tag, o).compare), list.map(a => list.map(b => "<=>"[Math.sign(a.localeCompare(b, tag, o)) + 1]).join(""))]);

const line = v => JSON.stringify(v);
for (const [name, list] of Object.entries({ dates, numbers, words, order })) writeFileSync(new URL(`node-${name}.json`, import.meta.url), `[\n${list.map(line).join(",\n")}\n]\n`);
