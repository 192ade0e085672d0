// Intl.NumberFormat for Chinese and English. Go rounds; the signs, groups and
// words are here.
(function (own, go) {
  "use strict";
  const { _locale, _option, _number } = own;

  const symbols = {
    CNY: ["CN¥", "¥", "¥", "人民币", "Chinese yuan"], USD: ["$", "US$", "$", "美元", "US dollars"], EUR: ["€", "€", "€", "欧元", "euros"],
    GBP: ["£", "£", "£", "英镑", "British pounds"], JPY: ["¥", "JP¥", "¥", "日元", "Japanese yen"], HKD: ["HK$", "HK$", "$", "港元", "Hong Kong dollars"],
    TWD: ["NT$", "NT$", "$", "新台币", "New Taiwan dollars"], KRW: ["₩", "₩", "₩", "韩元", "South Korean won"], MOP: ["MOP", "MOP$", "MOP", "澳门币", "Macanese patacas"],
    SGD: ["SGD", "SGD", "$", "新加坡元", "Singapore dollars"], AUD: ["A$", "AU$", "$", "澳大利亚元", "Australian dollars"], CAD: ["CA$", "CA$", "$", "加拿大元", "Canadian dollars"],
    INR: ["₹", "₹", "₹", "印度卢比", "Indian rupees"], THB: ["THB", "THB", "฿", "泰铢", "Thai baht"], CHF: ["CHF", "CHF", "CHF", "瑞士法郎", "Swiss francs"], RUB: ["RUB", "RUB", "₽", "俄罗斯卢布", "Russian rubles"],
  };
  const whole = new Set(["JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF"]); // without cents

  // unit: English short and long (singular), Chinese.
  const units = {
    second: ["sec", "second", "秒"], minute: ["min", "minute", "分钟"], hour: ["hr", "hour", "小时"], day: ["day", "day", "天"], week: ["wk", "week", "周"], month: ["mth", "month", "个月"], year: ["yr", "year", "年"], millisecond: ["ms", "millisecond", "毫秒"],
    meter: ["m", "meter", "米"], kilometer: ["km", "kilometer", "公里"], centimeter: ["cm", "centimeter", "厘米"], millimeter: ["mm", "millimeter", "毫米"],
    gram: ["g", "gram", "克"], kilogram: ["kg", "kilogram", "公斤"], liter: ["L", "liter", "升"], milliliter: ["mL", "milliliter", "毫升"],
    byte: ["byte", "byte", "字节"], kilobyte: ["kB", "kilobyte", "千字节"], megabyte: ["MB", "megabyte", "兆字节"], gigabyte: ["GB", "gigabyte", "吉字节"], terabyte: ["TB", "terabyte", "太字节"], bit: ["bit", "bit", "比特"],
    percent: ["%", "percent", "%"], celsius: ["°C", "degree Celsius", "摄氏度"], fahrenheit: ["°F", "degree Fahrenheit", "华氏度"], degree: ["deg", "degree", "度"],
    "kilometer-per-hour": ["km/h", "kilometer per hour", "公里/小时"], "meter-per-second": ["m/s", "meter per second", "米/秒"],
  };
  const chineseWords = new Set(["second", "minute", "hour", "day", "week", "month", "year", "liter", "meter"]); // short ones too
  const counted = new Set(["day", "week", "month", "year", "byte", "hour", "minute", "second", "bit"]); // English short forms with a plural

  class NumberFormat {
    #locale; #data; #o;

    constructor(locales, options) {
      const given = options === undefined ? {} : Object(options);
      const { name, data } = _locale(locales);
      this.#locale = name;
      this.#data = data === "zh" ? "zh" : "en";
      const o = this.#o = {
        style: _option(given, "style", ["decimal", "percent", "currency", "unit"], "decimal"),
        notation: _option(given, "notation", ["standard", "scientific", "engineering", "compact"], "standard"),
        compactDisplay: _option(given, "compactDisplay", ["short", "long"], "short"),
        signDisplay: _option(given, "signDisplay", ["auto", "never", "always", "exceptZero", "negative"], "auto"),
        currencyDisplay: _option(given, "currencyDisplay", ["symbol", "narrowSymbol", "code", "name"], "symbol"),
        currencySign: _option(given, "currencySign", ["standard", "accounting"], "standard"),
        unitDisplay: _option(given, "unitDisplay", ["short", "narrow", "long"], "short"),
      };
      o.useGrouping = given.useGrouping === undefined ? (o.notation === "compact" ? "min2" : "auto") : given.useGrouping === "false" ? false : given.useGrouping;
      if (o.style === "currency") {
        if (given.currency === undefined) throw new TypeError("Currency code is required with currency style.");
        o.currency = String(given.currency).toUpperCase();
        if (!/^[A-Z]{3}$/.test(o.currency)) throw new RangeError(`Invalid currency code : ${given.currency}`);
      }
      if (o.style === "unit") {
        if (given.unit === undefined) throw new TypeError("Unit is required with unit style.");
        o.unit = String(given.unit);
        if (!units[o.unit]) throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${given.unit}'`);
      }
      this.#digits(given);
    }

    #digits(given) {
      const o = this.#o;
      o.minimumIntegerDigits = _number(given, "minimumIntegerDigits", 1, 21, 1);
      if (given.minimumSignificantDigits !== undefined || given.maximumSignificantDigits !== undefined) {
        o.minimumSignificantDigits = _number(given, "minimumSignificantDigits", 1, 21, 1);
        o.maximumSignificantDigits = _number(given, "maximumSignificantDigits", o.minimumSignificantDigits, 21, 21);
        return;
      }
      const cents = whole.has(o.currency) ? 0 : 2;
      const [low, high] = o.style === "currency" && o.notation === "standard" ? [cents, cents] : o.style === "percent" || o.notation === "compact" ? [0, 0] : [0, 3];
      o.compactRounding = o.notation === "compact" && given.minimumFractionDigits === undefined && given.maximumFractionDigits === undefined;
      const max = _number(given, "maximumFractionDigits", 0, 100);
      const min = _number(given, "minimumFractionDigits", 0, 100);
      if (min !== undefined && max !== undefined && min > max) throw new RangeError("maximumFractionDigits value is out of range.");
      o.minimumFractionDigits = min ?? Math.min(low, max ?? low);
      o.maximumFractionDigits = max ?? Math.max(high, o.minimumFractionDigits);
    }

    get format() { return v => this.formatToParts(v).map(p => p.value).join(""); }

    formatToParts(v) {
      const o = this.#o;
      const x = typeof v === "bigint" ? v : typeof v === "string" && /^-?\d{16,}$/.test(v.trim()) ? BigInt(v) : Number(v);
      const negative = typeof x === "bigint" ? x < 0n : x < 0 || Object.is(x, -0);
      let body;
      if (Number.isNaN(x)) body = [{ type: "nan", value: "NaN" }];
      else if (x === Infinity || x === -Infinity) body = [{ type: "infinity", value: "∞" }];
      else body = this.#number(String(x).replace(/^-/, ""));
      const zero = body.every(p => !["integer", "fraction"].includes(p.type) || /^0*$/.test(p.value)) && !body.some(p => p.type === "infinity");
      const minus = negative && !Number.isNaN(x) && o.signDisplay !== "never" && !(zero && ["exceptZero", "negative"].includes(o.signDisplay));
      const plus = !minus && !negative && (o.signDisplay === "always" || (o.signDisplay === "exceptZero" && !zero && !Number.isNaN(x)));
      const parts = this.#affix(body);
      if (minus && o.style === "currency" && o.currencySign === "accounting") return [{ type: "literal", value: "(" }, ...parts, { type: "literal", value: ")" }];
      if (minus) return [{ type: "minusSign", value: "-" }, ...parts];
      return plus ? [{ type: "plusSign", value: "+" }, ...parts] : parts;
    }

    // number makes the parts of the digits, with exponent or compact word.
    #number(text) {
      const o = this.#o;
      let shift = o.style === "percent" ? 2 : 0, tail = [];
      if (o.notation === "scientific" || o.notation === "engineering") {
        const e = go.magnitude(text) + shift, step = o.notation === "engineering" ? Math.floor(e / 3) * 3 : e;
        shift -= step;
        tail = [{ type: "exponentSeparator", value: "E" }, ...(step < 0 ? [{ type: "exponentMinusSign", value: "-" }] : []), { type: "exponentInteger", value: String(Math.abs(step)) }];
      } else if (o.notation === "compact") {
        [shift, tail] = this.#compact(text, shift);
      }
      const digits = go.round(text, shift, o.minimumIntegerDigits, o.minimumFractionDigits ?? -1, o.maximumFractionDigits ?? -1,
        o.minimumSignificantDigits ?? -1, o.maximumSignificantDigits ?? -1, !!o.compactRounding);
      const [int, fraction] = digits.split(".");
      const parts = [...this.#group(int)];
      if (fraction) parts.push({ type: "decimal", value: "." }, { type: "fraction", value: fraction });
      return [...parts, ...tail];
    }

    #group(int) {
      const g = this.#o.useGrouping;
      if (g === false || int.length <= 3 || (g === "min2" && int.length < 5)) return [{ type: "integer", value: int }];
      const list = int.replace(/\B(?=(\d{3})+$)/g, ",").split(",");
      return list.flatMap((value, i) => (i ? [{ type: "group", value: "," }, { type: "integer", value }] : [{ type: "integer", value }]));
    }

    #compact(text, shift) {
      const zh = this.#data === "zh", long = this.#o.compactDisplay === "long";
      const steps = zh ? [[4, "万"], [8, "亿"], [12, "万亿"]] : long ? [[3, "thousand"], [6, "million"], [9, "billion"], [12, "trillion"]] : [[3, "K"], [6, "M"], [9, "B"], [12, "T"]];
      // Rounding may lift a number over the next step: 999999 is 1M.
      const rounded = go.round(text, shift, 1, -1, -1, 1, go.magnitude(text) % (zh ? 4 : 3) === (zh ? 3 : 2) ? (zh ? 4 : 3) : 2, false);
      const e = rounded.split(".")[0].replace(/^0+/, "").length - 1;
      const step = steps.findLast(([n]) => e >= n);
      if (!step) return [shift, []];
      const word = [{ type: "compact", value: step[1] }];
      return [shift - step[0], long && !zh ? [{ type: "literal", value: " " }, ...word] : word];
    }

    // affix puts the currency, unit or percent sign where it belongs.
    #affix(body) {
      const o = this.#o, zh = this.#data === "zh";
      const lit = value => ({ type: "literal", value });
      if (o.style === "percent") return [...body, { type: "percentSign", value: "%" }];
      if (o.style === "currency") {
        const s = symbols[o.currency];
        const one = body.filter(p => p.type !== "group").map(p => p.value).join("") === "1";
        if (o.currencyDisplay === "name") {
          const name = s ? (zh ? s[3] : one ? s[4].replace(/s$/, "") : s[4]) : o.currency;
          return [...body, ...(zh && s ? [] : [lit(" ")]), { type: "currency", value: name }];
        }
        const symbol = o.currencyDisplay === "code" || !s ? o.currency : o.currencyDisplay === "narrowSymbol" ? s[2] : s[zh ? 1 : 0];
        return [{ type: "currency", value: symbol }, ...(/[A-Z]$/.test(symbol) ? [lit("\u00a0")] : []), ...body];
      }
      if (o.style !== "unit") return body;
      const [short, long, chinese] = units[o.unit];
      const one = body.map(p => p.value).join("") === "1";
      const unit = value => ({ type: "unit", value });
      if (zh && (o.unitDisplay === "long" || chineseWords.has(o.unit))) return [...body, unit(chinese)];
      if (o.unitDisplay === "long") return [...body, lit(" "), unit(one ? long : long.replace(/^\w+/, w => `${w}s`))];
      if (short.startsWith("°") || short === "%" || o.unitDisplay === "narrow") return [...body, unit(short)];
      return [...body, lit(" "), unit(counted.has(o.unit) && !one && !["hr", "min", "sec"].includes(short) ? `${short}s` : short)];
    }

    formatRange(a, b) { return `${this.format(a)}–${this.format(b)}`; }

    resolvedOptions() {
      const o = this.#o, out = { locale: this.#locale, numberingSystem: "latn", style: o.style };
      if (o.currency) Object.assign(out, { currency: o.currency, currencyDisplay: o.currencyDisplay, currencySign: o.currencySign });
      if (o.unit) Object.assign(out, { unit: o.unit, unitDisplay: o.unitDisplay });
      for (const key of ["minimumIntegerDigits", "minimumFractionDigits", "maximumFractionDigits", "minimumSignificantDigits", "maximumSignificantDigits", "useGrouping", "notation"]) {
        if (o[key] !== undefined) out[key] = o[key];
      }
      if (o.notation === "compact") out.compactDisplay = o.compactDisplay;
      return Object.assign(out, { signDisplay: o.signDisplay, roundingIncrement: 1, roundingMode: "halfExpand", roundingPriority: "auto", trailingZeroDisplay: "auto" });
    }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.NumberFormat"; }
  }

  return { _NumberFormat: own._callable(NumberFormat, "NumberFormat") };
})
