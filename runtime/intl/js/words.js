// Intl's plurals, spans of time, lists and names.
(function (own, go) {
  "use strict";
  const { _locale, _option, _newOnly } = own;
  const tables = new Map(); // recorded words by language and kind

  function recorded(data, kind) {
    const key = `${kind} ${data}`;
    if (!tables.has(key)) tables.set(key, JSON.parse(go.recorded(data, kind)));
    return tables.get(key);
  }
  const object = options => {
    if (options !== undefined && Object(options) !== options) throw new TypeError("Incorrect options information provided");
    return options ?? {};
  };

  class PluralRules {
    #locale; #type; #o;
    constructor(locales, options) {
      const given = options === undefined ? {} : Object(options);
      this.#locale = own._canonicalLocales(locales).map(t => t.replace(/-[a-z\d]-.*$/, "")).find(go.plurals) ?? _locale(undefined).name;
      this.#type = _option(given, "type", ["cardinal", "ordinal"], "cardinal");
      this.#o = own._rounding(given, "standard", 0, 3);
    }
    select(v) {
      const n = Number(v);
      return Number.isFinite(n) ? go.plural(this.#locale, this.#type === "ordinal", n, this.#o) : "other";
    }
    selectRange(a, b) {
      if (a === undefined || b === undefined) throw new TypeError("start or end is undefined");
      if (Number.isNaN(Number(a)) || Number.isNaN(Number(b))) throw new RangeError("Invalid number value");
      const form = this.select(b), language = this.#locale.split("-")[0];
      if (["en", "es"].includes(language)) return "other";
      if (["zh", "ja", "ko", "vi", "id", "de", "ru"].includes(language)) return form;
      throw own._missing(`selectRange of ${language}`, "use select with the end of the range");
    }
    resolvedOptions() {
      const o = this.#o, out = { locale: this.#locale, type: this.#type };
      for (const key of ["minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits", "minimumSignificantDigits", "maximumSignificantDigits"]) if (o[key] !== undefined) out[key] = o[key];
      return Object.assign(out, { pluralCategories: go.pluralForms(this.#locale, this.#type === "ordinal"), roundingIncrement: o.roundingIncrement, roundingMode: o.roundingMode, roundingPriority: o.roundingPriority, trailingZeroDisplay: o.trailingZeroDisplay });
    }
    static supportedLocalesOf(locales) { return own._canonicalLocales(locales).filter(go.plurals); }
    get [Symbol.toStringTag]() { return "Intl.PluralRules"; }
  }

  const units = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

  class RelativeTimeFormat {
    #locale; #o; #table; #number; #plural;
    constructor(locales, options) {
      const given = options === undefined ? {} : Object(options);
      const { name, data, keys } = _locale(locales);
      own._digits(given, keys);
      this.#locale = name;
      this.#o = { style: _option(given, "style", ["long", "short", "narrow"], "long"), numeric: _option(given, "numeric", ["always", "auto"], "always") };
      this.#table = recorded(data, "relative")[this.#o.style];
      this.#number = new own._NumberFormat(name);
      this.#plural = new PluralRules(name);
    }
    formatToParts(value, unit) {
      const n = Number(value), u = `${unit}`.replace(/s$/, "");
      if (!units.includes(u)) throw new RangeError(`Invalid unit argument for format() '${unit}'`);
      if (!Number.isFinite(n)) throw new RangeError("Invalid number value");
      const [words, past, future] = this.#table[u], back = n < 0 || Object.is(n, -0);
      const word = this.#o.numeric === "auto" ? words[Object.is(n, -0) ? "0" : n] : undefined;
      if (word !== undefined) return [{ type: "literal", value: word }];
      const list = back ? past : future;
      const i = this.#plural.resolvedOptions().pluralCategories.indexOf(this.#plural.select(Math.abs(n)));
      const [before, after] = (Array.isArray(list) ? list[i] : list).split("{n}");
      const lit = value => (value ? [{ type: "literal", value }] : []);
      return [...lit(before), ...this.#number.formatToParts(Math.abs(n)).map(p => ({ ...p, unit: u })), ...lit(after)];
    }
    format(value, unit) { return this.formatToParts(value, unit).map(p => p.value).join(""); }
    resolvedOptions() { return { locale: this.#locale, ...this.#o, numberingSystem: "latn" }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.RelativeTimeFormat"; }
  }

  class ListFormat {
    #locale; #o; #between;
    constructor(locales, options) {
      const given = object(options), { name, data } = _locale(locales);
      this.#locale = name;
      this.#o = { type: _option(given, "type", ["conjunction", "disjunction", "unit"], "conjunction"), style: _option(given, "style", ["long", "short", "narrow"], "long") };
      this.#between = recorded(data, "lists")[this.#o.type][this.#o.style];
    }
    formatToParts(items) {
      const list = items === undefined ? [] : Array.from(items), [two, first, middle, last] = this.#between;
      for (const x of list) if (typeof x !== "string") throw new TypeError("Iterable yielded a non-String value");
      return list.flatMap((value, i) => {
        const value0 = i === 0 ? "" : list.length === 2 ? two : i === list.length - 1 ? last : i === 1 ? first : middle;
        return [...(value0 ? [{ type: "literal", value: value0 }] : []), { type: "element", value }];
      });
    }
    format(items) { return this.formatToParts(items).map(p => p.value).join(""); }
    resolvedOptions() { return { locale: this.#locale, ...this.#o }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.ListFormat"; }
  }

  const codes = {
    language: /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i, region: /^([a-z]{2}|\d{3})$/i, script: /^[a-z]{4}$/i, currency: /^[a-z]{3}$/i,
  };

  class DisplayNames {
    #locale; #data; #o;
    constructor(locales, options) {
      if (options === undefined) throw new TypeError("options parameter of Intl.DisplayNames is undefined");
      const given = object(options), { name, data } = _locale(locales);
      const style = _option(given, "style", ["narrow", "short", "long"], "long"), type = _option(given, "type", ["language", "region", "script", "currency", "calendar", "dateTimeField"]);
      if (type === undefined) throw new TypeError("Required option \"type\" must not be undefined");
      if (!codes[type]) throw own._missing(`DisplayNames of ${type}`, "use a table of your own");
      if (style !== "long") throw own._missing(`DisplayNames in the style ${style}`, "leave out style, or use a table of your own");
      this.#locale = name;
      this.#data = data;
      this.#o = { style, type, fallback: _option(given, "fallback", ["code", "none"], "code") };
      const dialect = _option(given, "languageDisplay", ["dialect", "standard"], "dialect");
      if (type === "language") {
        if (dialect === "standard") throw own._missing("DisplayNames with languageDisplay standard", "leave it out");
        this.#o.languageDisplay = dialect;
      }
    }
    of(code) {
      const s = `${code}`, { type, fallback } = this.#o;
      if (!codes[type].test(s)) throw new RangeError("Invalid argument to Intl.DisplayNames.prototype.of");
      const c = type === "language" ? own._canonicalLocales(s)[0] : type === "script" ? s[0].toUpperCase() + s.slice(1).toLowerCase() : s.toUpperCase();
      const name = type === "currency" ? go.currency(this.#data, c) : go.name(this.#data, type, c);
      return name ?? (type === "language" ? this.#compound(c) : undefined) ?? (fallback === "none" ? undefined : c);
    }
    // compound is the name of a language with a script or region of its own.
    #compound(c) {
      const [language, ...more] = c.split("-");
      if (more.length === 0) return undefined;
      throw own._missing(`the name of ${c}`, `ask for the names of ${[language, ...more].join(" and ")} apart`);
    }
    resolvedOptions() { return { locale: this.#locale, ...this.#o }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.DisplayNames"; }
  }

  function _supportedValuesOf(key) {
    const list = go.values(`${key}`);
    if (!list) throw new RangeError(`Invalid key : ${key}`);
    return list;
  }

  return { _supportedValuesOf, _PluralRules: _newOnly(PluralRules), _RelativeTimeFormat: _newOnly(RelativeTimeFormat), _ListFormat: _newOnly(ListFormat), _DisplayNames: _newOnly(DisplayNames, 2) };
})
