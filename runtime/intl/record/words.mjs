// Reads out of Node a language's words for spans of time, lists and names.

const widths = ["long", "short", "narrow"];
const units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

// relative gives for each style and unit the words without a number, and the
// templates of past and future by plural form; {n} is the number.
export function relative(tag, forms) {
  const out = {};
  for (const style of widths) {
    out[style] = {};
    for (const unit of units) {
      const auto = new Intl.RelativeTimeFormat(tag, { style, numeric: "auto" }), always = new Intl.RelativeTimeFormat(tag, { style });
      const words = {};
      for (let n = -3; n <= 3; n++) if (!auto.formatToParts(n, unit).some(p => p.type !== "literal")) words[n] = auto.format(n, unit);
      const of = sign => {
        const list = forms.map(([, x]) => always.formatToParts(sign * x, unit).map(p => (p.type === "literal" ? p.value : "{n}")).join("").replace(/(\{n\})+/, "{n}"));
        return list.every(s => s === list[0]) ? list[0] : list;
      };
      out[style][unit] = [words, of(-1), of(1)];
    }
  }
  return out;
}

// lists gives for each type and style what stands between: two items, the
// first two, in the middle, the last two of several.
export function lists(tag) {
  const out = {};
  for (const type of ["conjunction", "disjunction", "unit"]) {
    out[type] = {};
    for (const style of widths) {
      const f = new Intl.ListFormat(tag, { type, style });
      const between = items => {
        const m = new RegExp(`^${items.join("(.*)")}$`, "s").exec(f.format(items));
        if (!m) throw new Error(`${tag}: lists of ${type} have an odd shape`);
        return m.slice(1);
      };
      out[type][style] = [...between(["\x01", "\x02"]), ...between(["\x01", "\x02", "\x03", "\x04"])];
    }
  }
  return out;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
const languages = letters.flatMap(a => letters.flatMap(b => [a + b, ...letters.map(c => a + b + c)])).map(s => s.toLowerCase());

// names gives what things are called, by code.
export function names(tag) {
  const of = (type, codes, more) => {
    const f = new Intl.DisplayNames(tag, { type, fallback: "none", ...more });
    return Object.fromEntries(codes.map(c => { try { return [c, f.of(c)]; } catch { return [c, undefined]; } }).filter(([, name]) => name !== undefined));
  };
  const scripts = letters.flatMap(a => letters.flatMap(b => letters.flatMap(c => letters.map(d => a + (b + c + d).toLowerCase()))));
  return {
    language: of("language", [...languages, "zh-Hans", "zh-Hant", "en-US", "en-GB", "en-AU", "en-CA", "pt-BR", "pt-PT", "es-ES", "es-MX", "es-419", "fr-CA", "fr-CH", "de-AT", "de-CH", "nl-BE", "ar-001", "sr-ME", "ro-MD", "sw-CD", "fa-AF", "hi-Latn", "nds-NL"]),
    region: of("region", [...letters.flatMap(a => letters.map(b => a + b)), "001", "002", "003", "005", "009", "011", "013", "014", "015", "017", "018", "019", "021", "029", "030", "034", "035", "039", "053", "054", "057", "061", "142", "143", "145", "150", "151", "154", "155", "202", "419"]),
    script: of("script", scripts),
  };
}
