const d = new Date(Date.UTC(2024, 0, 2, 5, 2, 3)), sh = { timeZone: "Asia/Shanghai" };
equal([d.toLocaleString("zh-CN", sh), d.toLocaleDateString("zh-CN", sh), d.toLocaleTimeString("zh-CN", sh)], ["2024/1/2 13:02:03", "2024/1/2", "13:02:03"]);
equal([d.toLocaleString("en-US", sh), d.toLocaleString(undefined, sh)], ["1/2/2024, 1:02:03 PM", "2024/1/2 13:02:03"]);
equal(d.toLocaleDateString("zh-CN", { ...sh, hour: "2-digit", minute: "2-digit" }), "2024/1/2 13:02");
equal([new Date(NaN).toLocaleString(), new Date(0).toLocaleTimeString("en-GB", { timeZone: "utc" })], ["Invalid Date", "00:00:00"]);
const f = new Intl.DateTimeFormat("en-US", { hour12: false, timeZone: "America/New_York", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", era: "short" });
equal(Object.fromEntries(f.formatToParts(d).filter(p => p.type !== "literal").map(p => [p.type, p.value])), { month: "01", day: "02", year: "2024", era: "AD", hour: "00", minute: "02", second: "03" });
const r = new Intl.DateTimeFormat("zh-CN", { timeZone: "asia/shanghai", timeStyle: "short" }).resolvedOptions();
equal([r.timeZone, r.locale, r.hourCycle, r.timeStyle, r.calendar, r.numberingSystem], ["Asia/Shanghai", "zh-CN", "h23", "short", "gregory", "latn"]);
equal([Intl.DateTimeFormat("en").format(0).length > 5, typeof Intl.DateTimeFormat().resolvedOptions().timeZone, new Intl.DateTimeFormat() instanceof Intl.DateTimeFormat], [true, "string", true]);
equal([Intl.DateTimeFormat.supportedLocalesOf(["th", "zh-TW", "en-AU"]), Intl.getCanonicalLocales("ZH-cn")], [["zh-TW", "en-AU"], ["zh-CN"]]);
equal(new Intl.DateTimeFormat("th", sh).format(d), "2024/1/2");
equal(String(Intl), "[object Intl]");
---
equal([(1234567.891).toLocaleString(), (0.256).toLocaleString("zh-CN", { style: "percent" }), (1234.5).toLocaleString("zh-CN", { style: "currency", currency: "CNY" }), 12345678901234567890n.toLocaleString("en")], ["1,234,567.891", "26%", "¥1,234.50", "12,345,678,901,234,567,890"]);
equal([NaN, Infinity, -0, -1].map(x => x.toLocaleString()), ["NaN", "∞", "-0", "-1"]);
equal(new Intl.NumberFormat("zh-CN", { style: "currency", currency: "CNY" }).formatToParts(-1234.5).map(p => p.type), ["minusSign", "currency", "integer", "group", "integer", "decimal", "fraction"]);
equal([Intl.NumberFormat("en").format(5), ["1", "2000"].map(Intl.NumberFormat("en").format)], ["5", ["1", "2,000"]]);
const o = new Intl.NumberFormat("en", { style: "currency", currency: "usd" }).resolvedOptions();
equal([o.currency, o.minimumFractionDigits, o.locale], ["USD", 2, "en"]);
---
equal(["张三", "李四", "王五", "阿明"].sort((a, b) => a.localeCompare(b, "zh-CN")), ["阿明", "李四", "王五", "张三"]);
equal(["重庆", "北京", "上海", "安徽"].sort(new Intl.Collator("zh").compare), ["安徽", "北京", "上海", "重庆"].sort(new Intl.Collator("zh").compare));
equal(["b", "a", "C", "A"].sort((a, b) => a.localeCompare(b, "en")), ["a", "A", "b", "C"]);
equal(["x10", "x9"].sort(new Intl.Collator("en", { numeric: true }).compare), ["x9", "x10"]);
equal(["a".localeCompare("á", "en", { sensitivity: "base" }), "a".localeCompare("A", "en", { sensitivity: "accent" }), "a".localeCompare("a"), Math.sign("a".localeCompare("b"))], [0, 0, 0, -1]);
---
equal([["zh", -1], ["zh", 2], ["en", -1], ["en", 3]].map(([l, n]) => new Intl.RelativeTimeFormat(l).format(n, "days")), ["1天前", "2天后", "1 day ago", "in 3 days"]);
equal([-1, 0, 1, 2].map(n => new Intl.RelativeTimeFormat("zh-CN", { numeric: "auto" }).format(n, "day")), ["昨天", "今天", "明天", "后天"]);
equal([new Intl.ListFormat("zh").format(["a", "b", "c"]), new Intl.ListFormat("en").format(["a", "b", "c"]), new Intl.ListFormat("en", { type: "disjunction" }).format(["a", "b"])], ["a、b和c", "a, b, and c", "a or b"]);
equal([new Intl.PluralRules("en").select(1), new Intl.PluralRules("en", { type: "ordinal" }).select(22), new Intl.PluralRules("zh").select(1)], ["one", "two", "other"]);
---
new Intl.DateTimeFormat("zh-CN", { timeZone: "Mars/Olympus" }); /// Invalid time zone specified: Mars/Olympus
---
new Intl.DateTimeFormat("x_y"); /// Incorrect locale information provided
---
new Intl.DateTimeFormat("zh", { month: "medium" }); /// Value medium out of range for Intl options property month
---
new Intl.DateTimeFormat("zh", { dateStyle: "short", month: "long" }); /// Can't set option month when dateStyle is used
---
new Intl.DateTimeFormat("zh").format(NaN); /// Invalid time value
---
(1).toLocaleString("zh", { style: "currency" }); /// Currency code is required with currency style
---
(1).toLocaleString("zh", { style: "currency", currency: "yuan" }); /// Invalid currency code : yuan
---
(1).toLocaleString("zh", { maximumFractionDigits: 200 }); /// maximumFractionDigits value is out of range
---
new Intl.RelativeTimeFormat("zh").format(1, "fortnight"); /// Invalid unit argument
---
new Intl.NumberFormat("en", { style: "unit", unit: "furlong" }); /// Invalid unit argument
