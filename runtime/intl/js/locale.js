// What all of Intl shares: languages, the reading of options, errors.
(function (own, go) {
  "use strict";
  const tag = /^([a-z]{2,3}|[a-z]{5,8})(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-wy-z\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?$/i;
  const modern = { iw: "he", in: "id", ji: "yi", mo: "ro", tl: "fil", cmn: "zh", jw: "jv" };

  // canonical is a tag as it is written properly.
  function canonical(t) {
    if (typeof t !== "string" && Object(t) !== t) throw new TypeError("Incorrect locale information provided");
    const s = t instanceof Locale ? t.toString() : String(t);
    if (!tag.test(s)) throw new RangeError(`Incorrect locale information provided`);
    const [name, ...rest] = s.toLowerCase().split(/(?=-[a-z\d](?:-|$))/);
    const [language, ...more] = name.split("-");
    const head = [modern[language] ?? language, ...more.map(p => (/^[a-z]{4}$/.test(p) ? p[0].toUpperCase() + p.slice(1) : p.length < 4 ? p.toUpperCase() : p))].join("-");
    const extensions = rest.filter(e => !e.startsWith("-x")).sort().map(e => (e.startsWith("-u") ? e.replace(/-(true|yes)(?=-|$)/g, "") : e));
    return head + extensions.join("") + rest.filter(e => e.startsWith("-x")).join("");
  }

  const list = locales => (locales === undefined ? [] : typeof locales === "string" || locales instanceof Locale ? [locales] : Array.from(Object(locales))).map(canonical);
  const base = t => t.replace(/-[a-z\d]-.*$/, "");

  // tables names the recorded language that writes as t does; undefined if
  // there is none.
  function tables(t) {
    const [language, ...rest] = base(t).split("-");
    const region = rest.find(p => /^([A-Z]{2}|\d{3})$/.test(p));
    if (language === "zh") {
      const hant = rest.includes("Hant") || (!rest.includes("Hans") && ["TW", "HK", "MO"].includes(region));
      return hant ? (region === "HK" || region === "MO" ? "zh-HK" : "zh-TW") : region === "SG" ? "zh-SG" : "zh";
    }
    if (language === "en" && region && !["US", "AS", "GU", "MH", "MP", "PH", "PR", "UM", "VI"].includes(region)) {
      return go.tags.includes(`en-${region}`) ? `en-${region}` : "en-001";
    }
    return go.tags.includes(language) ? language : undefined;
  }

  // _locale picks the first requested language that is recorded, else the
  // default; data names the tables, keys are what its -u- extension asks for.
  function _locale(locales) {
    const found = list(locales).find(t => tables(t) !== undefined) ?? canonical(go.defaultLocale);
    const keys = {};
    const words = (/-u-(.*?)(?=-[a-z\d]-|$)/.exec(found)?.[1] ?? "").split("-");
    for (let i = 0; i < words.length; i++) if (words[i].length === 2) keys[words[i]] = words[i + 1]?.length > 2 ? words[i + 1] : "true";
    return { name: base(found), data: tables(found), keys };
  }

  // _option reads one option that has a fixed set of values.
  function _option(o, name, values, fallback) {
    const v = o[name];
    if (v === undefined) return fallback;
    const s = String(v);
    if (values && !values.includes(s)) throw new RangeError(`Value ${s} out of range for Intl options property ${name}`);
    return s;
  }

  function _number(o, name, low, high, fallback) {
    const v = o[name];
    if (v === undefined) return fallback;
    const n = Math.floor(Number(v));
    if (!(n >= low && n <= high)) throw new RangeError(`${name} value is out of range.`);
    return n;
  }

  // _missing is an error for what Node's Intl has and this one has not.
  const _missing = (what, hint) => Object.assign(new RangeError(`Intl: ${what} is not available`), { hint });

  // _digits refuses other digits than 0 to 9, since writing those in silence
  // would be wrong.
  function _digits(o, keys) {
    const system = o.numberingSystem === undefined ? keys.nu : String(o.numberingSystem);
    if (system !== undefined && system !== "latn" && go.digits.includes(system)) {
      throw _missing(`the numbering system ${system}`, "leave out numberingSystem and -u-nu-, and replace the digits 0 to 9 in the text");
    }
  }

  const _supportedLocalesOf = locales => list(locales).filter(t => tables(t) !== undefined);
  const _canonicalLocales = locales => [...new Set(list(locales))];

  // _callable makes a class of Intl that people also call without new. The
  // engine leaks new.target into a function that a constructor calls, so it is
  // believed only together with an object of this class. A Proxy would do, but
  // the engine refuses it behind instanceof.
  function _callable(Class, name) {
    const F = { [name]: function (...args) { return Reflect.construct(Class, args, new.target !== undefined && this instanceof F ? new.target : Class); } }[name];
    Object.defineProperty(F, "length", { value: 0, configurable: true });
    Object.defineProperty(F, "prototype", { value: Class.prototype, writable: false });
    Object.defineProperty(F, "supportedLocalesOf", { value: Class.supportedLocalesOf, writable: true, configurable: true });
    Object.defineProperty(Class.prototype, "constructor", { value: F, writable: true, configurable: true });
    return F;
  }

  // _newOnly is for the classes that are refused without new.
  function _newOnly(Class, length = 0) {
    Object.defineProperty(Class, "length", { value: length, configurable: true });
    return Class;
  }

  // Locale is a tag taken apart.
  class Locale {
    #tag; #parts;
    constructor(t, options = {}) {
      let name = base(canonical(t)), rest = canonical(t).slice(name.length);
      for (const [key, shape] of [["language", /^[a-z]{2,3}/i], ["script", /(?<=^[a-z]+-)[a-z]{4}(?=-|$)/i], ["region", /(?<=-)([a-z]{2}|\d{3})(?=-|$)/i]]) {
        const v = options[key];
        if (v === undefined) continue;
        if (shape.test(name)) name = name.replace(shape, v);
        else name = key === "script" ? name.replace(/^[a-z]+/, `$&-${v}`) : `${name}-${v}`;
      }
      for (const [key, option] of [["ca", "calendar"], ["co", "collation"], ["hc", "hourCycle"], ["nu", "numberingSystem"]]) {
        if (options[option] === undefined) continue;
        rest = rest.replace(new RegExp(`-${key}(-[a-z\\d]{3,8})+`), "");
        rest = rest.includes("-u-") ? rest.replace("-u-", `-u-${key}-${options[option]}-`) : `-u-${key}-${options[option]}${rest.replace(/^-u$/, "")}`;
      }
      this.#tag = canonical(name + rest);
      const b = base(this.#tag).split("-"), key = k => new RegExp(`-${k}-([a-z\\d]{3,8}(?:-[a-z\\d]{3,8})*)`).exec(this.#tag.slice(base(this.#tag).length))?.[1];
      this.#parts = {
        baseName: base(this.#tag), language: b[0], script: b.find(p => /^[A-Z][a-z]{3}$/.test(p)), region: b.slice(1).find(p => /^([A-Z]{2}|\d{3})$/.test(p)),
        calendar: key("ca"), collation: key("co"), hourCycle: key("hc"), numberingSystem: key("nu"), caseFirst: key("kf"), numeric: /-kn(-|$)/.test(this.#tag) && key("kn") !== "false",
      };
    }
    get baseName() { return this.#parts.baseName; }
    get language() { return this.#parts.language; }
    get script() { return this.#parts.script; }
    get region() { return this.#parts.region; }
    get calendar() { return this.#parts.calendar; }
    get collation() { return this.#parts.collation; }
    get hourCycle() { return this.#parts.hourCycle; }
    get numberingSystem() { return this.#parts.numberingSystem; }
    get caseFirst() { return this.#parts.caseFirst; }
    get numeric() { return this.#parts.numeric; }
    maximize() { return new Locale(go.likely(this.#tag, true)); }
    minimize() { return new Locale(go.likely(this.#tag, false)); }
    toString() { return this.#tag; }
    get [Symbol.toStringTag]() { return "Intl.Locale"; }
  }

  return { _callable, _newOnly, _locale, _option, _number, _missing, _digits, _supportedLocalesOf, _canonicalLocales, _Locale: Locale };
})
