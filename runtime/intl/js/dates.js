// Intl.DateTimeFormat: reads the options. Go knows the zones, and writes.
(function (own, go) {
  "use strict";
  const { _locale, _option, _number } = own;

  const numeric = ["numeric", "2-digit"], text = ["narrow", "short", "long"];
  const fields = {
    weekday: text, era: text, year: numeric, month: [...numeric, ...text], day: numeric, dayPeriod: text, hour: numeric, minute: numeric, second: numeric,
    fractionalSecondDigits: null, timeZoneName: ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"],
  };
  const styles = ["full", "long", "medium", "short"];
  const dateFields = ["weekday", "year", "month", "day"], timeFields = ["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits"];

  class DateTimeFormat {
    #locale; #zone; #f = {}; #o = {}; #writer; #format;

    constructor(locales, options, need = "any", defaults = "date") {
      const o = options === undefined ? {} : Object(options);
      const { name, data, keys } = _locale(locales);
      this.#locale = name;
      own._digits(o, keys);
      const calendar = o.calendar === undefined ? keys.ca : String(o.calendar);
      if (go.calendars.includes(calendar)) {
        throw own._missing(`the calendar ${calendar}`, calendar === "chinese" ? "use the npm package lunar-javascript or chinese-days" : "leave out calendar and -u-ca-");
      }
      const hour12 = o.hour12 === undefined ? undefined : !!o.hour12;
      const asked = _option(o, "hourCycle", ["h11", "h12", "h23", "h24"], ["h11", "h12", "h23", "h24"].includes(keys.hc) ? keys.hc : undefined);
      this.#findZone(o.timeZone);
      const f = this.#f;
      for (const [key, values] of Object.entries(fields)) {
        const v = values ? _option(o, key, values) : _number(o, key, 1, 3);
        if (v !== undefined) f[key] = v;
      }
      _option(o, "formatMatcher", ["basic", "best fit"]);
      const dateStyle = _option(o, "dateStyle", styles), timeStyle = _option(o, "timeStyle", styles);
      if (dateStyle) this.#o.dateStyle = dateStyle;
      if (timeStyle) this.#o.timeStyle = timeStyle;
      this.#fill(need, defaults);
      if (f.hour || timeStyle) {
        const cycles = go.cycles(data);
        this.#o.hourCycle = hour12 === undefined ? asked ?? cycles[0] : cycles[hour12 ? 1 : 2];
      }
      this.#writer = go.writer(data, this.#zone, { ...f, ...this.#o });
    }

    #findZone(given) {
      const zone = given === undefined ? go.localZone() : String(given);
      this.#zone = go.zone(zone);
      if (!this.#zone) throw new RangeError(`Invalid time zone specified: ${zone}`);
    }

    // fill adds the fields that are usual when none were asked for.
    #fill(need, defaults) {
      const f = this.#f, { dateStyle, timeStyle } = this.#o;
      if (dateStyle || timeStyle) {
        if (Object.keys(f).length > 0) throw new TypeError(`Can't set option ${Object.keys(f)[0]} when ${dateStyle ? "dateStyle" : "timeStyle"} is used`);
        if (need === "date" && timeStyle) throw new TypeError("Invalid option : timeStyle");
        if (need === "time" && dateStyle) throw new TypeError("Invalid option : dateStyle");
        return;
      }
      const has = list => list.some(key => f[key] !== undefined);
      if ((need !== "time" && has(dateFields)) || (need !== "date" && has(timeFields))) return;
      if (defaults !== "time") Object.assign(f, { year: "numeric", month: "numeric", day: "numeric" });
      if (defaults !== "date") Object.assign(f, { hour: "numeric", minute: "numeric", second: "numeric" });
    }

    #time(date) {
      const ms = date === undefined ? Date.now() : Number(date);
      if (!(Math.abs(ms) <= 8.64e15)) throw new RangeError("Invalid time value");
      return Math.trunc(ms);
    }

    get format() { return this.#format ??= date => this.#writer.format(this.#time(date)); }
    formatToParts(date) { return this.#writer.parts(this.#time(date)); }

    formatRange(a, b) { return this.formatRangeToParts(a, b).map(p => p.value).join(""); }

    // formatRangeToParts says a range that is one text once. How a language
    // shortens other ranges is not recorded.
    formatRangeToParts(a, b) {
      if (a === undefined || b === undefined) throw new TypeError("startDate or endDate cannot be undefined");
      const x = this.formatToParts(a), y = this.formatToParts(b), same = JSON.stringify(x) === JSON.stringify(y);
      if (same) return x.map(p => ({ ...p, source: "shared" }));
      throw own._missing("formatRange of two different times", "format both and put \" – \" between: f.format(a) + \" – \" + f.format(b)");
    }

    resolvedOptions() {
      const { hourCycle, ...style } = this.#o;
      const out = { locale: this.#locale, calendar: "gregory", numberingSystem: "latn", timeZone: this.#zone };
      if (hourCycle) Object.assign(out, { hourCycle, hour12: hourCycle === "h12" || hourCycle === "h11" });
      if (style.dateStyle || style.timeStyle) return Object.assign(out, style);
      const written = this.#writer.fields();
      for (const key of Object.keys(fields)) {
        const asked = this.#f[key], single = key === "month" && asked === "narrow" && !this.#f.year && !this.#f.day;
        const v = written[key] === true || (written[key] !== undefined && single) ? asked ?? "short" : written[key];
        if (v !== undefined) out[key] = v;
      }
      return out;
    }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.DateTimeFormat"; }
  }

  // _dateToLocale is behind Date.prototype.toLocaleString and its two kin.
  // Without options they are asked for again and again: those are kept.
  const kept = new Map();
  function _dateToLocale(date, locales, options, need, defaults) {
    const ms = date.getTime();
    if (Number.isNaN(ms)) return "Invalid Date";
    if (options !== undefined || (locales !== undefined && typeof locales !== "string")) return new DateTimeFormat(locales, options, need, defaults).format(ms);
    const key = `${locales} ${need} ${go.localZone()}`;
    let f = kept.get(key);
    if (!f) kept.set(key, f = new DateTimeFormat(locales, undefined, need, defaults));
    return f.format(ms);
  }

  return { _DateTimeFormat: own._callable(DateTimeFormat, "DateTimeFormat"), _dateToLocale };
})
