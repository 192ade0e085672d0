// What all of Intl shares: locales and the reading of options.
(function (own, go) {
  "use strict";
  const tag = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-wy-z\d](-[a-z\d]{2,8})+)*$/i;

  function canonical(t) {
    if (typeof t !== "string" && Object(t) !== t) throw new TypeError(`Intl: a locale is a string such as "zh-CN", not ${typeof t}`);
    const s = String(t);
    if (!tag.test(s)) throw new RangeError(`Incorrect locale information provided: ${JSON.stringify(s)}`);
    return s.replace(/-u-.*$/i, "").split("-").map((p, i) =>
      (i === 0 ? p.toLowerCase() : p.length === 4 ? p[0].toUpperCase() + p.slice(1).toLowerCase() : p.length < 4 ? p.toUpperCase() : p)).join("-");
  }

  const list = locales => (locales === undefined ? [] : typeof locales === "string" ? [locales] : [...locales]).map(canonical);
  const supported = t => /^(zh|en)(-|$)/.test(t);

  // _locale picks the first requested locale there are tables for, else the
  // default; data names the tables.
  function _locale(locales) {
    const name = list(locales).find(supported) ?? go.defaultLocale;
    const data = name.startsWith("zh") ? "zh" : /^en(-(US|PH|CA)|)$/.test(name) ? "en" : "en-GB";
    return { name, data };
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
    if (!(n >= low && n <= high)) throw new RangeError(`${name} value is out of range: ${v} is not from ${low} to ${high}`);
    return n;
  }

  const _supportedLocalesOf = locales => list(locales).filter(supported);
  const _canonicalLocales = locales => [...new Set(list(locales))];

  // _callable makes a class of Intl that people also call without new. A Proxy
  // would do, but the engine refuses it behind instanceof.
  function _callable(Class, name) {
    const F = { [name]: function (...args) { return Reflect.construct(Class, args, new.target ?? Class); } }[name];
    Object.defineProperty(F, "length", { value: 0, configurable: true });
    Object.defineProperty(F, "prototype", { value: Class.prototype, writable: false });
    Object.defineProperty(F, "supportedLocalesOf", { value: Class.supportedLocalesOf, writable: true, configurable: true });
    Object.defineProperty(Class.prototype, "constructor", { value: F, writable: true, configurable: true });
    return F;
  }

  return { _callable, _locale, _option, _number, _supportedLocalesOf, _canonicalLocales };
})
