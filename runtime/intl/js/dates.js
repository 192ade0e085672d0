// Intl.DateTimeFormat for Chinese and English. Go knows the time zones; the
// order of things and the words are here.
(function (own, go) {
  "use strict";
  const { _locale, _option, _number } = own;

  const en = {
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    shortMonths: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    days: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    shortDay: d => d.slice(0, 3), narrowDay: d => d[0],
    periods: ["AM", "PM"], eras: { short: ["BC", "AD"], long: ["Before Christ", "Anno Domini"], narrow: ["B", "A"] },
    zones: { "Asia/Shanghai": "China Standard Time", "Asia/Tokyo": "Japan Standard Time", UTC: "Coordinated Universal Time" },
    cycle: "h12",
  };
  const words = {
    en,
    "en-GB": { ...en, periods: ["am", "pm"], cycle: "h23", shortMonths: en.shortMonths.with(8, "Sept") },
    zh: {
      months: ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
      shortMonths: Array.from({ length: 12 }, (_, i) => `${i + 1}月`),
      days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDay: d => d.replace("星期", "周"), narrowDay: d => d[2],
      periods: ["上午", "下午"], eras: { short: ["公元前", "公元"], long: ["公元前", "公元"], narrow: ["公元前", "公元"] },
      zones: { "Asia/Shanghai": "中国标准时间", "Asia/Tokyo": "日本标准时间", UTC: "协调世界时" },
      cycle: "h23",
    },
  };

  const styles = {
    full: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
    long: { year: "numeric", month: "long", day: "numeric" },
    medium: { year: "numeric", month: "short", day: "numeric" },
    short: { year: "2-digit", month: "numeric", day: "numeric" },
  };
  const times = {
    full: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "long" },
    long: { hour: "numeric", minute: "2-digit", second: "2-digit", timeZoneName: "short" },
    medium: { hour: "numeric", minute: "2-digit", second: "2-digit" },
    short: { hour: "numeric", minute: "2-digit" },
  };

  const numeric = ["numeric", "2-digit"], text = ["narrow", "short", "long"];
  const fields = {
    weekday: text, era: text, year: numeric, month: [...numeric, ...text], day: numeric, dayPeriod: text, hour: numeric, minute: numeric, second: numeric,
    timeZoneName: ["short", "long", "shortOffset", "longOffset", "shortGeneric", "longGeneric"],
  };
  const dateFields = ["weekday", "year", "month", "day"], timeFields = ["dayPeriod", "hour", "minute", "second", "fractionalSecondDigits"];

  const lit = value => ({ type: "literal", value });
  const pad = (n, form) => (form === "2-digit" ? String(n).padStart(2, "0").slice(-2) : String(n));

  class DateTimeFormat {
    #locale; #words; #data; #zone; #zoneName; #f; #cycle; #dateStyle; #timeStyle;

    constructor(locales, options, need = "any", defaults = "date") {
      const o = options === undefined ? {} : Object(options);
      const { name, data } = _locale(locales);
      this.#locale = name;
      this.#data = data;
      this.#words = words[data];
      const zone = o.timeZone === undefined ? go.localZone() : String(o.timeZone);
      this.#zone = go.zone(zone);
      if (!this.#zone) throw new RangeError(`Invalid time zone specified: ${zone}`);
      this.#zoneName = this.#zone;
      const f = this.#f = {};
      for (const [key, values] of Object.entries(fields)) {
        const v = _option(o, key, values);
        if (v !== undefined) f[key] = v;
      }
      const digits = _number(o, "fractionalSecondDigits", 1, 3);
      if (digits !== undefined) f.fractionalSecondDigits = digits;
      this.#dateStyle = _option(o, "dateStyle", Object.keys(styles));
      this.#timeStyle = _option(o, "timeStyle", Object.keys(times));
      this.#fill(need, defaults);
      if (f.hour) {
        const cycle = _option(o, "hourCycle", ["h11", "h12", "h23", "h24"], this.#words.cycle);
        this.#cycle = o.hour12 === undefined ? cycle : o.hour12 ? "h12" : "h23";
      }
    }

    // fill adds the fields that a style stands for, or those that are usual
    // when none were asked for.
    #fill(need, defaults) {
      const f = this.#f;
      if (this.#dateStyle || this.#timeStyle) {
        if (Object.keys(f).length > 0) throw new TypeError(`Can't set option ${Object.keys(f)[0]} when ${this.#dateStyle ? "dateStyle" : "timeStyle"} is used`);
        if (need === "date" && this.#timeStyle) throw new TypeError("Invalid option : timeStyle");
        if (need === "time" && this.#dateStyle) throw new TypeError("Invalid option : dateStyle");
        Object.assign(f, styles[this.#dateStyle], times[this.#timeStyle]);
        if (this.#dateStyle === "short" && this.#data !== "en") f.year = "numeric";
        return;
      }
      const has = list => list.some(key => f[key] !== undefined);
      const asked = (need !== "time" && has(dateFields)) || (need !== "date" && has(timeFields));
      if (asked) return;
      if (defaults !== "time") Object.assign(f, { year: "numeric", month: "numeric", day: "numeric" });
      if (defaults !== "date") Object.assign(f, { hour: "numeric", minute: "2-digit", second: "2-digit" });
    }

    get format() { return date => this.formatToParts(date).map(p => p.value).join(""); }

    formatToParts(date) {
      const ms = date === undefined ? Date.now() : Number(date);
      if (!(Math.abs(ms) <= 8.64e15)) throw new RangeError("Invalid time value");
      const t = go.fields(Math.floor(ms), this.#zone);
      return this.#join(this.#datePart(t), this.#timePart(t), this.#zonePart(t)).filter(p => p.value !== "");
    }

    formatRange(a, b) {
      const x = this.format(a), y = this.format(b);
      return x === y ? x : `${x} – ${y}`;
    }

    #datePart(t) {
      const f = this.#f, w = this.#words, zh = this.#data === "zh", part = {};
      const year = t.year > 0 ? t.year : 1 - t.year;
      if (f.year) part.year = { type: "year", value: f.era || t.year > 0 ? pad(year, f.year) : `-${pad(year - 1, f.year)}` };
      const named = text.includes(f.month);
      const alone = !f.year && !f.day;
      if (f.month) {
        const value = f.month === "long" && (!zh || alone) ? w.months[t.month - 1]
          : f.month === "narrow" && !zh ? w.months[t.month - 1][0]
          : f.month === "short" && !zh ? w.shortMonths[t.month - 1]
          : pad(t.month, f.month);
        part.month = { type: "month", value };
      }
      if (f.day) part.day = { type: "day", value: pad(t.day, f.day) };
      if (f.weekday) {
        const d = w.days[t.weekday];
        part.weekday = { type: "weekday", value: f.weekday === "long" ? d : f.weekday === "short" ? w.shortDay(d) : w.narrowDay(d) };
      }
      if (f.era) part.era = { type: "era", value: w.eras[f.era][t.year > 0 ? 1 : 0] };
      return zh ? this.#chinese(part, named, alone) : this.#english(part, named);
    }

    #chinese({ year, month, day, weekday, era }, named, alone) {
      const f = this.#f, out = [];
      if (era) {
        const two = p => ({ ...p, value: p.value.padStart(2, "0") });
        const list = [year, month && two(month), day && two(day)].filter(Boolean);
        return [era, ...list.flatMap((p, i) => (i ? [lit("-"), p] : [p])), ...(weekday ? [weekday] : [])];
      }
      const single = [year, month, day].filter(Boolean).length === 1;
      if (named || single) {
        if (year) out.push(year, lit("年"));
        if (month) out.push(month, lit(f.month === "narrow" || (alone && f.month === "long") ? "" : "月"));
        if (day) out.push(day, lit("日"));
      } else {
        for (const p of [year, month, day]) if (p) out.push(...(out.length ? [lit("/")] : []), p);
      }
      return weekday ? [...out, weekday] : out;
    }

    #english({ year, month, day, weekday, era }, named) {
      const british = this.#data === "en-GB", out = [];
      if (weekday && day && !month) return british ? [weekday, lit(" "), day] : [day, lit(" "), weekday];
      if (named && british) {
        for (const p of [day, month, year]) if (p) out.push(...(out.length ? [lit(" ")] : []), p);
      } else if (named) {
        out.push(month);
        if (day) out.push(lit(" "), day);
        if (year) out.push(lit(day ? ", " : " "), year);
      } else {
        const list = (british ? [day, month, year] : [month, day, year]).filter(Boolean);
        const two = p => (british && list.length > 1 && p.type !== "year" ? { ...p, value: p.value.padStart(2, "0") } : p);
        for (const p of list) out.push(...(out.length ? [lit("/")] : []), two(p));
      }
      if (era) out.push(lit(" "), era);
      if (!weekday) return out;
      return out.length ? [weekday, lit(british && !year ? " " : ", "), ...out] : [weekday];
    }

    #timePart(t) {
      const f = this.#f, w = this.#words, out = [], zh = this.#data === "zh";
      const twelve = this.#cycle === "h12" || this.#cycle === "h11";
      if (f.hour) {
        let h = t.hour;
        if (this.#cycle === "h12") h = h % 12 || 12;
        if (this.#cycle === "h11") h %= 12;
        if (this.#cycle === "h24") h = h || 24;
        const two = f.hour === "2-digit" || (!twelve && (f.minute || !zh));
        out.push({ type: "hour", value: two ? String(h).padStart(2, "0") : String(h) });
      }
      for (const key of ["minute", "second"]) {
        if (!f[key]) continue;
        const two = out.length || f[key] === "2-digit" && f.second && f.minute || key === "minute" && f.second;
        out.push(...(out.length ? [lit(":")] : []), { type: key, value: two ? String(t[key]).padStart(2, "0") : String(t[key]) });
      }
      if (f.fractionalSecondDigits) {
        out.push(...(out.length ? [lit(".")] : []), { type: "fractionalSecond", value: String(t.ms).padStart(3, "0").slice(0, f.fractionalSecondDigits) });
      }
      if (zh && f.hour && !f.minute) out.push(lit("时"));
      if (!f.hour || !twelve) return out;
      const period = { type: "dayPeriod", value: w.periods[t.hour < 12 ? 0 : 1] };
      return zh ? [period, ...out] : [...out, lit(" "), period];
    }

    #zonePart(t) {
      const kind = this.#f.timeZoneName;
      if (!kind) return null;
      const sign = t.offset < 0 ? "-" : "+", abs = Math.abs(t.offset), h = Math.floor(abs / 60), m = abs % 60;
      const long = `GMT${sign}${String(h).padStart(2, "0")}:${String(m).padStart(2, "0")}`;
      const short = t.offset === 0 ? "GMT" : `GMT${sign}${h}${m ? `:${String(m).padStart(2, "0")}` : ""}`;
      const american = this.#data === "en" && /^(America|US)\//.test(this.#zone) && /^[A-Z]+$/.test(t.zone);
      let value = short;
      if (kind === "longOffset") value = t.offset === 0 ? "GMT" : long;
      else if (kind.startsWith("long")) value = this.#words.zones[this.#zone] ?? long;
      else if (kind !== "shortOffset") value = this.#zone === "UTC" ? "UTC" : american ? t.zone : short;
      return { type: "timeZoneName", value };
    }

    #join(date, time, zone) {
      const zh = this.#data === "zh", f = this.#f;
      if (zone && time.length) time = zh ? [zone, lit(" "), ...time] : [...time, lit(" "), zone];
      else if (zone) time = [zone];
      if (!date.length || !time.length) return [...date, ...time];
      const weekdayOnly = f.weekday && !f.day && !f.month && !f.year;
      const at = this.#dateStyle ? ["full", "long"].includes(this.#dateStyle) : f.month === "long";
      const between = zh ? (weekdayOnly ? "" : " ") : weekdayOnly ? " " : at ? " at " : ", ";
      return [...date, lit(between), ...time];
    }

    resolvedOptions() {
      const o = { locale: this.#locale, calendar: "gregory", numberingSystem: "latn", timeZone: this.#zoneName };
      if (this.#cycle) Object.assign(o, { hourCycle: this.#cycle, hour12: this.#cycle === "h12" || this.#cycle === "h11" });
      if (this.#dateStyle) o.dateStyle = this.#dateStyle;
      if (this.#timeStyle) o.timeStyle = this.#timeStyle;
      if (!this.#dateStyle && !this.#timeStyle) Object.assign(o, this.#f);
      return o;
    }
    static supportedLocalesOf(locales) { return own._supportedLocalesOf(locales); }
    get [Symbol.toStringTag]() { return "Intl.DateTimeFormat"; }
  }

  // _dateToLocale is behind Date.prototype.toLocaleString and its two kin.
  function _dateToLocale(date, locales, options, need, defaults) {
    const ms = date.getTime();
    return Number.isNaN(ms) ? "Invalid Date" : new DateTimeFormat(locales, options, need, defaults).format(ms);
  }

  return { _DateTimeFormat: own._callable(DateTimeFormat, "DateTimeFormat"), _dateToLocale };
})
