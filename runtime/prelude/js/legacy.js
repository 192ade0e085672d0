// What engines have for pages and packages of earlier years, and small things
// that the engine gets wrong.
(function () {
  "use strict";

  function method(target, name, f) {
    if (!Object.hasOwn(target, name)) Object.defineProperty(target, name, { value: f, writable: true, configurable: true });
  }

  const tags = { anchor: ["a", "name"], big: ["big"], blink: ["blink"], bold: ["b"], fixed: ["tt"], fontcolor: ["font", "color"],
    fontsize: ["font", "size"], italics: ["i"], link: ["a", "href"], small: ["small"], strike: ["strike"], sub: ["sub"], sup: ["sup"] };
  for (const name of Object.keys(tags)) {
    const [tag, attribute] = tags[name];
    const wrap = (text, start) => {
      if (text === null || text === undefined) throw new TypeError(`String.prototype.${name} called on null or undefined`);
      return `<${tag}${start}>${text}</${tag}>`;
    };
    method(String.prototype, name, attribute
      ? { [name](value) { return wrap(this, ` ${attribute}="${String(value).replaceAll('"', "&quot;")}"`); } }[name]
      : { [name]() { return wrap(this, ""); } }[name]);
  }

  method(Date.prototype, "getYear", { getYear() { return this.getFullYear() - 1900; } }.getYear);
  method(Date.prototype, "setYear", { setYear(year) {
    const y = Number(year), whole = Math.trunc(y);
    if (Number.isNaN(y)) return this.setTime(NaN);
    if (Number.isNaN(this.getTime())) this.setTime(new Date(1970, 0, 1).getTime());
    return this.setFullYear(whole >= 0 && whole <= 99 ? 1900 + whole : whole);
  } }.setYear);
  Object.defineProperty(Date.prototype, "toGMTString", { value: Date.prototype.toUTCString, writable: true, configurable: true });

  const hidden = Array.prototype[Symbol.unscopables];
  delete hidden.groupBy;
  delete hidden.groupByToMap;
  hidden.at = true;

  if (!Object.hasOwn(Error, "stackTraceLimit"))
    Object.defineProperty(Error, "stackTraceLimit", { value: 10, writable: true, enumerable: true, configurable: true });
  Object.defineProperty(Object.getPrototypeOf(Uint8Array), "name", { value: "TypedArray", configurable: true });

  // Powers of ten are what people ask for, and what comes out a little off.
  const { log10, pow } = Math;
  Object.defineProperty(Math, "log10", { writable: true, configurable: true, value: { log10(x) {
    const n = log10(x), whole = Math.round(n);
    return whole !== n && Math.abs(whole - n) < 1e-9 && Number("1e" + whole) === Number(x) ? whole : n;
  } }.log10 });
  Object.defineProperty(Math, "pow", { writable: true, configurable: true, value: { pow(x, y) {
    return x === 10 && y > 22 && y < 309 && Number.isInteger(y) ? Number("1e" + y) : pow(x, y);
  } }.pow });
})();
