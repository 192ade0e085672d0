// The methods of Date, Number, BigInt and String that speak a language. What
// does the work is loaded when one of them is first called.
(function (get) {
  "use strict";
  const define = (target, methods) => {
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  define(Date.prototype, {
    toLocaleString(locales, options) { return get("_dateToLocale")(this, locales, options, "any", "all"); },
    toLocaleDateString(locales, options) { return get("_dateToLocale")(this, locales, options, "date", "date"); },
    toLocaleTimeString(locales, options) { return get("_dateToLocale")(this, locales, options, "time", "time"); },
  });
  const number = () => ({ toLocaleString(locales, options) { return get("_numberToLocale")(this.valueOf(), locales, options); } });
  define(Number.prototype, number());
  define(BigInt.prototype, number());
  define(String.prototype, {
    localeCompare(that, locales, options) { return get("_compare")(this, that, locales, options); },
    toLocaleUpperCase(locales) { return locales === undefined ? this.toUpperCase() : get("_changeCase")(`${this}`, locales, true); },
    toLocaleLowerCase(locales) { return locales === undefined ? this.toLowerCase() : get("_changeCase")(`${this}`, locales, false); },
  });
  const list = {
    toLocaleString(locales, options) {
      const texts = [];
      for (let i = 0; i < this.length; i++) texts.push(this[i] === undefined || this[i] === null ? "" : this[i].toLocaleString(locales, options));
      return texts.join(",");
    },
  };
  define(Array.prototype, list);
  define(Object.getPrototypeOf(Uint8Array.prototype), { toLocaleString: list.toLocaleString });
})
