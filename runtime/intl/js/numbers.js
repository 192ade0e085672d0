// Intl.NumberFormat: reads the options. Go rounds, and writes.
(function (own, go) {
  "use strict";
  const { _locale, _option, _number } = own;

  const increments = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000];
  const modes = ["ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven"];

  // _rounding reads the options that choose digits, for PluralRules too. Low and
  // high are the digits after the point that are usual.
  function _rounding(given, notation, low, high) {
    const o = { minimumIntegerDigits: _number(given, "minimumIntegerDigits", 1, 21, 1) };
    const { minimumFractionDigits: minF, maximumFractionDigits: maxF, minimumSignificantDigits: minS, maximumSignificantDigits: maxS } = given;
    o.roundingIncrement = Number(given.roundingIncrement ?? 1);
    if (!increments.includes(o.roundingIncrement)) throw new RangeError("roundingIncrement value is out of range.");
    o.roundingMode = _option(given, "roundingMode", modes, "halfExpand");
    const priority = _option(given, "roundingPriority", ["auto", "morePrecision", "lessPrecision"], "auto");
    o.trailingZeroDisplay = _option(given, "trailingZeroDisplay", ["auto", "stripIfInteger"], "auto");
    if (o.roundingIncrement !== 1) high = low;
    const hasS = minS !== undefined || maxS !== undefined, hasF = minF !== undefined || maxF !== undefined;
    const needS = priority !== "auto" || hasS, needF = priority !== "auto" || !hasS && (hasF || notation !== "compact");
    if (needS) {
      o.minimumSignificantDigits = hasS ? _number(given, "minimumSignificantDigits", 1, 21, 1) : 1;
      o.maximumSignificantDigits = hasS ? _number(given, "maximumSignificantDigits", o.minimumSignificantDigits, 21, 21) : 21;
    }
    if (needF) {
      let min = _number(given, "minimumFractionDigits", 0, 100), max = _number(given, "maximumFractionDigits", 0, 100);
      if (min === undefined) min = max === undefined ? low : Math.min(low, max);
      else if (max === undefined) max = Math.max(high, min);
      else if (min > max) throw new RangeError("maximumFractionDigits value is out of range.");
      Object.assign(o, { minimumFractionDigits: min, maximumFractionDigits: max ?? Math.max(high, min) });
    }
    o.roundingPriority = priority;
    if (!needS && !needF) {
      Object.assign(o, { minimumFractionDigits: 0, maximumFractionDigits: 0, minimumSignificantDigits: 1, maximumSignificantDigits: 2, roundingPriority: "morePrecision" });
    }
    if (o.roundingIncrement !== 1) {
      if (o.roundingPriority !== "auto" || needS) throw new TypeError("roundingIncrement value is invalid.");
      if (o.minimumFractionDigits !== o.maximumFractionDigits) throw new RangeError("roundingIncrement value is out of range.");
    }
    return o;
  }

  // exact is a number as Go takes it: numbers as they are, else decimal digits.
  function exact(v) {
    if (typeof v === "object" && v !== null) v = v[Symbol.toPrimitive] ? v[Symbol.toPrimitive]("number") : v.valueOf();
    if (typeof v === "bigint") return String(v);
    if (typeof v !== "string") return Number(v);
    const s = v.trim();
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(s) && s.length < 1000 ? s : Number(s);
  }

  class NumberFormat {
    #locale; #o; #writer; #format;

    constructor(locales, options) {
      const given = options === undefined ? {} : Object(options);
      const { name, data, keys } = _locale(locales);
      own._digits(given, keys);
      this.#locale = name;
      const o = this.#o = { style: _option(given, "style", ["decimal", "percent", "currency", "unit"], "decimal") };
      this.#money(given);
      this.#unit(given);
      o.notation = _option(given, "notation", ["standard", "scientific", "engineering", "compact"], "standard");
      const cents = o.currency && o.notation === "standard" ? go.cents(data, o.currency) : 0;
      const [low, high] = o.currency && o.notation === "standard" ? [cents, cents] : [0, o.style === "percent" ? 0 : 3];
      Object.assign(o, _rounding(given, o.notation, low, o.currency && o.notation !== "standard" ? 0 : high));
      const compactDisplay = _option(given, "compactDisplay", ["short", "long"], "short");
      if (o.notation === "compact") o.compactDisplay = compactDisplay;
      const usual = o.notation === "compact" ? "min2" : "auto", g = given.useGrouping;
      if (g === undefined || g === "true" || g === "false") o.useGrouping = usual;
      else if (g === true || g === "always") o.useGrouping = "always";
      else if (!g) o.useGrouping = false;
      else o.useGrouping = _option(given, "useGrouping", ["min2", "auto", "always"]);
      o.signDisplay = _option(given, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], "auto");
      this.#writer = go.writer(data, { ...o, useGrouping: String(o.useGrouping) });
    }

    #money(given) {
      const o = this.#o, code = given.currency === undefined ? undefined : String(given.currency);
      if (code !== undefined && !/^[A-Za-z]{3}$/.test(code)) throw new RangeError(`Invalid currency code : ${code}`);
      const display = _option(given, "currencyDisplay", ["code", "symbol", "narrowSymbol", "name"], "symbol"), sign = _option(given, "currencySign", ["standard", "accounting"], "standard");
      if (o.style !== "currency") return;
      if (code === undefined) throw new TypeError("Currency code is required with currency style.");
      Object.assign(o, { currency: code.toUpperCase(), currencyDisplay: display, currencySign: sign });
    }

    #unit(given) {
      const o = this.#o, unit = given.unit === undefined ? undefined : String(given.unit);
      if (unit !== undefined && !unit.split("-per-").every((u, i) => i < 2 && go.units.includes(u))) throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${unit}'`);
      const display = _option(given, "unitDisplay", ["short", "narrow", "long"], "short");
      if (o.style !== "unit") return;
      if (unit === undefined) throw new TypeError("Required unit argument is missing.");
      Object.assign(o, { unit, unitDisplay: display });
    }

    get format() { return this.#format ??= v => this.#writer.format(exact(v)); }
    formatToParts(v) { return this.#writer.parts(exact(v)); }
    formatRange(a, b) { return this.formatRangeToParts(a, b).map(p => p.value).join(""); }
    formatRangeToParts(a, b) {
      if (a === undefined || b === undefined) throw new TypeError("start or end is undefined");
      const x = exact(a), y = exact(b);
      if (Number.isNaN(x) || Number.isNaN(y)) throw new RangeError("Invalid number value");
      return this.#writer.range(x, y);
    }

    resolvedOptions() {
      const o = this.#o, out = { locale: this.#locale, numberingSystem: "latn" };
      for (const key of ["style", "currency", "currencyDisplay", "currencySign", "unit", "unitDisplay", "minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits",
        "minimumSignificantDigits", "maximumSignificantDigits", "useGrouping", "notation", "compactDisplay", "signDisplay", "roundingIncrement", "roundingMode", "roundingPriority", "trailingZeroDisplay"]) {
        if (o[key] !== undefined) out[key] = o[key];
      }
      return out;
    }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.NumberFormat"; }
  }

  // _numberToLocale is behind toLocaleString of numbers. Without options they
  // are asked for again and again: those are kept.
  const kept = new Map();
  function _numberToLocale(v, locales, options) {
    if (options !== undefined || (locales !== undefined && typeof locales !== "string")) return new NumberFormat(locales, options).format(v);
    let f = kept.get(locales);
    if (!f) kept.set(locales, f = new NumberFormat(locales));
    return f.format(v);
  }

  return { _NumberFormat: own._callable(NumberFormat, "NumberFormat"), _numberToLocale, _rounding };
})
