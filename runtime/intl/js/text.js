// What Intl does with text: its order, and its pieces. Go has the tables.
(function (own, go) {
  "use strict";
  const { _locale, _option } = own;

  class Collator {
    #locale; #o; #compare;
    constructor(locales, options) {
      const given = options === undefined ? {} : Object(options);
      const { name, keys } = _order(locales);
      const usage = _option(given, "usage", ["sort", "search"], "sort");
      const numeric = given.numeric === undefined ? keys.kn !== undefined && keys.kn !== "false" : !!given.numeric;
      const caseFirst = _option(given, "caseFirst", ["upper", "lower", "false"], ["upper", "lower", "false"].includes(keys.kf) ? keys.kf : "false");
      const sensitivity = _option(given, "sensitivity", ["base", "accent", "case", "variant"], "variant");
      const ignorePunctuation = given.ignorePunctuation === undefined ? /^th(-|$)/.test(name) : !!given.ignorePunctuation;
      const wanted = given.collation === undefined ? keys.co : String(given.collation);
      const collation = wanted === undefined || !go.collations(name).includes(wanted) ? "default" : wanted;
      this.#locale = name;
      this.#o = { usage, sensitivity, ignorePunctuation, collation, numeric, caseFirst };
      const compare = go.collator(collation === "default" ? name : `${name}-u-co-${collation}`, sensitivity, numeric, caseFirst, ignorePunctuation);
      this.#compare = (a, b) => compare(`${a}`, `${b}`);
    }
    get compare() { return this.#compare; }
    resolvedOptions() { return { locale: this.#locale, ...this.#o }; }
    static supportedLocalesOf(locales) { return own._canonicalLocales(locales).filter(go.ordered); }
    get [Symbol.toStringTag]() { return "Intl.Collator"; }
  }

  // _order picks a language whose order is known, which are more than those
  // that dates and numbers are recorded of.
  function _order(locales) {
    const found = own._canonicalLocales(locales).find(go.ordered);
    if (found === undefined) return _locale(undefined);
    const keys = {}, words = (/-u-(.*?)(?=-[a-z\d]-|$)/.exec(found)?.[1] ?? "").split("-");
    for (let i = 0; i < words.length; i++) if (words[i].length === 2) keys[words[i]] = words[i + 1]?.length > 2 ? words[i + 1] : "true";
    return { name: found.replace(/-[a-z\d]-.*$/, ""), keys };
  }

  const collators = new Map();
  function _compare(a, b, locales, options) {
    if (options !== undefined || (locales !== undefined && typeof locales !== "string")) return new Collator(locales, options).compare(a, b);
    let c = collators.get(locales);
    if (!c) collators.set(locales, c = new Collator(locales));
    return c.compare(a, b);
  }

  // _changeCase is behind toLocaleUpperCase and its twin. Few languages have
  // letters of their own there.
  function _changeCase(text, locales, upper) {
    const language = own._canonicalLocales(locales)[0]?.split("-")[0];
    if (["tr", "az", "lt", "el"].includes(language)) return go.changeCase(text, language, upper);
    return upper ? text.toUpperCase() : text.toLowerCase();
  }

  class Segments {
    #text; #granularity;
    constructor(text, granularity) { this.#text = text; this.#granularity = granularity; }
    containing(index = 0) {
      const i = Math.trunc(Number(index)) || 0;
      if (i < 0 || i >= this.#text.length) return undefined;
      const [start, end, word] = go.containing(this.#text, this.#granularity, i);
      return this.#segment(start, end, word);
    }
    *[Symbol.iterator]() {
      const next = go.segments(this.#text, this.#granularity);
      for (let s = next(); s; s = next()) yield this.#segment(...s);
    }
    #segment(start, end, word) {
      const s = { segment: this.#text.slice(start, end), index: start, input: this.#text };
      if (this.#granularity === "word") s.isWordLike = word;
      return s;
    }
  }

  class Segmenter {
    #locale; #granularity;
    constructor(locales, options) {
      const o = options === undefined ? {} : Object(options);
      this.#locale = _locale(locales).name;
      this.#granularity = _option(o, "granularity", ["grapheme", "word", "sentence"], "grapheme");
    }
    segment(text) { return new Segments(`${text}`, this.#granularity); }
    resolvedOptions() { return { locale: this.#locale, granularity: this.#granularity }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.Segmenter"; }
  }

  return { _compare, _changeCase, _Collator: own._callable(Collator, "Collator"), _Segmenter: own._newOnly(Segmenter) };
})
