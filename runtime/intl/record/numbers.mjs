// Reads out of Node how it writes numbers in a language.
//
// A template is text with tokens in braces: {n} the number, {-} {+} {%} the
// signs, {¤} the symbol of a currency, and {=word} for a word that belongs to a
// unit, a currency or the size of a number ("K").

const signs = { minusSign: "{-}", plusSign: "{+}", percentSign: "{%}" };
const words = new Set(["unit", "compact"]);

// template is the shape of what f writes.
function template(f, x, currency = "{¤}") {
  let out = "", n = false;
  for (const p of f.formatToParts(x)) {
    if (signs[p.type]) out += signs[p.type];
    else if (words.has(p.type)) out += `{=${p.value}}`;
    else if (p.type === "currency") out += currency === "{¤}" ? currency : `{=${p.value}}`;
    else if (p.type === "literal") out += p.value;
    else if (!n) { out += "{n}"; n = true; }
  }
  return out;
}

const value = (f, x, type) => f.formatToParts(x).find(p => p.type === type)?.value;

// byPlural is what f makes of numbers of each plural form, in the order of forms.
function byPlural(f, forms, shape) {
  const list = forms.map(([, x]) => shape(f, x));
  return list.every(s => s === list[0]) ? list[0] : list;
}

const units = Intl.supportedValuesOf("unit");
const widths = ["short", "narrow", "long"];

function compact(tag, all) {
  const out = {}, forms = all.map(([c, x]) => [c, x >= 1000 ? 2 : x]); // what only large numbers have does not come here
  for (const compactDisplay of ["short", "long"]) {
    const f = new Intl.NumberFormat(tag, { notation: "compact", compactDisplay, maximumSignificantDigits: 21, useGrouping: false });
    out[compactDisplay] = [];
    for (let power = 3; power <= 15; power++) {
      const digits = value(f, 10 ** power, "integer").length;
      const list = forms.map(([, x]) => template(f, x * 10 ** (power + 1 - digits) * 10 ** (digits - 1)));
      out[compactDisplay].push([power + 1 - digits, list.every(s => s === list[0]) ? list[0] : list]);
    }
  }
  return out;
}

function currencies(tag, forms) {
  const out = {}, names = new Intl.DisplayNames(tag, { type: "currency" });
  for (const currency of Intl.supportedValuesOf("currency")) {
    const of = (currencyDisplay, more) => new Intl.NumberFormat(tag, { style: "currency", currency, currencyDisplay, ...more });
    const symbol = value(of("symbol"), 1, "currency"), narrow = value(of("narrowSymbol"), 1, "currency");
    const name = byPlural(of("name", { minimumFractionDigits: 0 }), forms, (f, x) => template(f, x, ""));
    const digits = of("code").resolvedOptions().maximumFractionDigits;
    out[currency] = [symbol, narrow, name, digits, names.of(currency)];
  }
  return out;
}

// compounds are the units with "-per-", by what follows the first unit; those
// that follow no rule stand alone.
function compounds(tag, forms) {
  const out = { per: {}, odd: {} };
  for (const unitDisplay of widths) {
    const of = unit => byPlural(new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay }), forms, template);
    const per = out.per[unitDisplay] = {}, odd = out.odd[unitDisplay] = {};
    const all = s => (Array.isArray(s) ? s : forms.map(() => s));
    for (const b of units) {
      const rules = units.map(a => {
        const base = all(of(a)), whole = all(of(`${a}-per-${b}`));
        const rule = whole.map((w, i) => {
          const m = /^(.*)\{=([^}]*)\}$/.exec(base[i]), end = m && w.startsWith(`${m[1]}{=${m[2]}`) ? w.slice(m[1].length + 2 + m[2].length, -1) : null;
          if (end !== null && w.endsWith("}") && !end.includes("{")) return `+${end}`;
          const at = w.indexOf(base[i]);
          return at >= 0 ? `${w.slice(0, at)}|${w.slice(at + base[i].length)}` : null;
        });
        return [a, rule.every(r => r === rule[0]) ? rule[0] : null, whole];
      });
      const count = new Map();
      for (const [, rule] of rules) if (rule !== null) count.set(rule, (count.get(rule) ?? 0) + 1);
      const best = [...count].sort((x, y) => y[1] - x[1])[0]?.[0];
      per[b] = best;
      for (const [a, rule, whole] of rules) if (rule !== best) odd[`${a}-per-${b}`] = whole.every(s => s === whole[0]) ? whole[0] : whole;
    }
  }
  return out;
}

export function numbers(tag) {
  const plural = new Intl.PluralRules(tag);
  const forms = plural.resolvedOptions().pluralCategories.map(c => [c, [1, 2, 3, 5, 10, 11, 0, 1.5, 1e6].find(x => plural.select(x) === c)]);
  if (forms.some(([, x]) => x === undefined)) throw new Error(`${tag}: no number for ${forms.find(([, x]) => x === undefined)}`);
  const plain = new Intl.NumberFormat(tag), science = new Intl.NumberFormat(tag, { notation: "scientific" });
  const groups = plain.formatToParts(123456789012).filter(p => p.type === "integer").map(p => p.value.length);
  const shapes = o => [1, -1, "+"].map(x => (x === "+" ? template(new Intl.NumberFormat(tag, { ...o, signDisplay: "always" }), 1) : template(new Intl.NumberFormat(tag, o), x)));
  const money = (currency, currencySign) => shapes({ style: "currency", currency, currencySign, currencyDisplay: currency === "CHF" ? "code" : "narrowSymbol" });
  const between = o => new Intl.NumberFormat(tag, o).formatRangeToParts(0.1, 0.2).find(p => p.source === "shared").value;
  const names = o => byPlural(new Intl.NumberFormat(tag, o), forms, template);
  return {
    symbols: [value(plain, 1.5, "decimal"), value(plain, 123456, "group"), value(plain, -1, "minusSign"), value(new Intl.NumberFormat(tag, { signDisplay: "always" }), 1, "plusSign"),
      value(new Intl.NumberFormat(tag, { style: "percent" }), 1, "percentSign"), value(plain, NaN, "nan"), value(plain, Infinity, "infinity"), value(science, 1000, "exponentSeparator")],
    groups: [groups.at(-1), groups.at(-2)], least: plain.formatToParts(1234).some(p => p.type === "group") ? 1 : 2,
    forms: forms.map(([c]) => c),
    decimal: shapes({}), percent: shapes({ style: "percent" }),
    currency: { symbol: money("USD"), letters: money("CHF"), accounting: money("USD", "accounting"), accountingLetters: money("CHF", "accounting") },
    currencies: currencies(tag, forms),
    units: Object.fromEntries(units.map(unit => [unit, widths.map(unitDisplay => names({ style: "unit", unit, unitDisplay }))])),
    ...compounds(tag, forms),
    compact: compact(tag, forms),
    range: [between({}), between({ signDisplay: "always" }), plain.formatRangeToParts(1, 1).find(p => p.type === "approximatelySign").value],
  };
}
