// Intl itself, with the smaller members.
(function (own, go) {
  "use strict";
  const { _locale, _option } = own;

  class Collator {
    #locale; #o; #compare;
    constructor(locales, options) {
      const given = options === undefined ? {} : Object(options);
      const { name, data } = _locale(locales);
      this.#locale = name;
      this.#o = {
        usage: _option(given, "usage", ["sort", "search"], "sort"),
        sensitivity: _option(given, "sensitivity", ["base", "accent", "case", "variant"], "variant"),
        ignorePunctuation: !!given.ignorePunctuation,
        collation: "default",
        numeric: !!given.numeric,
        caseFirst: _option(given, "caseFirst", ["upper", "lower", "false"], "false"),
      };
      const compare = go.collator(data === "zh" ? "zh" : "en", this.#o.sensitivity, this.#o.numeric);
      this.#compare = (a, b) => compare(`${a}`, `${b}`);
    }
    get compare() { return this.#compare; }
    resolvedOptions() { return { locale: this.#locale, ...this.#o }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.Collator"; }
  }

  class PluralRules {
    #locale; #zh; #type;
    constructor(locales, options) {
      const { name, data } = _locale(locales);
      this.#locale = name;
      this.#zh = data === "zh";
      this.#type = _option(Object(options ?? {}), "type", ["cardinal", "ordinal"], "cardinal");
    }
    select(v) {
      const n = Number(v);
      if (this.#zh) return "other";
      if (this.#type === "cardinal") return n === 1 ? "one" : "other";
      const ten = n % 10, hundred = n % 100;
      if (ten === 1 && hundred !== 11) return "one";
      if (ten === 2 && hundred !== 12) return "two";
      return ten === 3 && hundred !== 13 ? "few" : "other";
    }
    resolvedOptions() {
      const all = this.#zh ? ["other"] : this.#type === "cardinal" ? ["one", "other"] : ["few", "one", "two", "other"];
      return { locale: this.#locale, type: this.#type, pluralCategories: all };
    }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.PluralRules"; }
  }

  const relative = {
    zh: {
      unit: { second: "秒钟", minute: "分钟", hour: "小时", day: "天", week: "周", month: "个月", quarter: "个季度", year: "年" },
      auto: { day: { "-2": "前天", "-1": "昨天", 0: "今天", 1: "明天", 2: "后天" }, year: { "-1": "去年", 0: "今年", 1: "明年" }, month: { "-1": "上个月", 0: "本月", 1: "下个月" },
        week: { "-1": "上周", 0: "本周", 1: "下周" }, hour: { 0: "这一时间 / 此时" }, minute: { 0: "此刻" }, second: { 0: "现在" } },
    },
    en: {
      auto: { day: { "-1": "yesterday", 0: "today", 1: "tomorrow" }, hour: { 0: "this hour" }, minute: { 0: "this minute" }, second: { 0: "now" } },
    },
  };
  for (const u of ["week", "month", "quarter", "year"]) relative.en.auto[u] = { "-1": `last ${u}`, 0: `this ${u}`, 1: `next ${u}` };

  class RelativeTimeFormat {
    #locale; #zh; #auto; #number;
    constructor(locales, options) {
      const { name, data } = _locale(locales);
      this.#locale = name;
      this.#zh = data === "zh";
      this.#auto = _option(Object(options ?? {}), "numeric", ["always", "auto"], "always") === "auto";
      this.#number = new own._NumberFormat(name);
    }
    format(value, unit) {
      const n = Number(value), u = `${unit}`.replace(/s$/, "");
      if (!relative.zh.unit[u]) throw new RangeError(`Invalid unit argument for format() '${unit}'`);
      if (!Number.isFinite(n)) throw new RangeError("Intl.RelativeTimeFormat: the value must be a finite number");
      const word = this.#auto && relative[this.#zh ? "zh" : "en"].auto[u]?.[n];
      if (word) return word;
      const past = n < 0 || Object.is(n, -0), text = this.#number.format(Math.abs(n));
      if (this.#zh) return `${text}${relative.zh.unit[u]}${past ? "前" : "后"}`;
      const phrase = `${text} ${u}${Math.abs(n) === 1 ? "" : "s"}`;
      return past ? `${phrase} ago` : `in ${phrase}`;
    }
    formatToParts(value, unit) { return [{ type: "literal", value: this.format(value, unit) }]; }
    resolvedOptions() { return { locale: this.#locale, style: "long", numeric: this.#auto ? "auto" : "always", numberingSystem: "latn" }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.RelativeTimeFormat"; }
  }

  class ListFormat {
    #locale; #zh; #or; #unit;
    constructor(locales, options) {
      const { name, data } = _locale(locales);
      const type = _option(Object(options ?? {}), "type", ["conjunction", "disjunction", "unit"], "conjunction");
      this.#locale = name;
      this.#zh = data === "zh";
      this.#or = type === "disjunction";
      this.#unit = type === "unit";
    }
    formatToParts(items) {
      const list = [...items].map(x => ({ type: "element", value: `${x}` })), lit = value => ({ type: "literal", value });
      const last = this.#zh ? (this.#unit ? "" : this.#or ? "或" : "和") : this.#unit ? ", " : `${list.length > 2 ? "," : ""} ${this.#or ? "or" : "and"} `;
      const between = this.#zh ? (this.#unit ? "" : "、") : ", ";
      return list.flatMap((p, i) => (i === 0 ? [p] : [lit(i === list.length - 1 ? last : between), p]));
    }
    format(items) { return this.formatToParts(items).map(p => p.value).join(""); }
    resolvedOptions() { return { locale: this.#locale, type: this.#or ? "disjunction" : this.#unit ? "unit" : "conjunction", style: "long" }; }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.ListFormat"; }
  }

  const Intl = { Collator, PluralRules, RelativeTimeFormat, ListFormat, getCanonicalLocales: own._canonicalLocales };
  for (const name of ["DateTimeFormat", "NumberFormat"]) Intl[name] = own[`_${name}`];
  for (const key of Object.keys(Intl)) Object.defineProperty(Intl, key, { enumerable: false });
  Object.defineProperty(Intl, Symbol.toStringTag, { value: "Intl" });

  const collators = new Map();
  function _compare(a, b, locales, options) {
    if (options !== undefined) return new Collator(locales, options).compare(a, b);
    const key = `${locales}`;
    let c = collators.get(key);
    if (!c) collators.set(key, c = new Collator(locales));
    return c.compare(a, b);
  }
  return { Intl, _compare };
})
