// Birthdays: "生日 妈妈 3-8" keeps one, every morning at 9 the day's are told.
// 生日提醒：发“生日 妈妈 3-8”，当天早上 9 点提醒。

bot.hear(/^生日\s+(\S+)\s+(\d{1,2})[-月](\d{1,2})日?$/, msg => {
  const [, who, month, day] = msg.match;
  store.update("birthdays", (/** @type {any[]} */ list = []) =>
    [...list, { who, day: `${Number(month)}-${Number(day)}`, user: msg.from, account: msg.account }]);
  return `记住了，${who} ${month} 月 ${day} 日`;
});

bot.cron("0 9 * * *", async () => {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric" }).format(new Date());
  const today = parts.replace("/", "-");
  for (const b of store.get("birthdays", [])) {
    if (b.day === today) await bot.send(b.user, `🎂 今天是${b.who}的生日`, { account: b.account, queue: "1d" });
  }
}, { timezone: "Asia/Shanghai", catchUp: "10h" });
