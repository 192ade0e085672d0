// Daily check-in: 打卡 counts days in a row, /top shows who has most.
// 打卡：连续天数，/top 看排行。

/** @param {Date} date */
const dayOf = date => Math.floor((date.getTime() + 8 * 3600_000) / 86_400_000); // in China

bot.hear(["打卡", "签到"], msg => {
  const today = dayOf(msg.date ?? new Date());
  const last = store.get(`row:${msg.from}`, { day: 0, n: 0 });
  if (last.day === today) return `今天打过了，连续 ${last.n} 天`;
  const n = last.day === today - 1 ? last.n + 1 : 1;
  store.set(`row:${msg.from}`, { day: today, n });
  return `打卡成功，连续 ${n} 天` + (n % 7 === 0 ? " 🎉" : "");
});

bot.command(["top", "排行"], () => {
  const rows = store.keys("row:").map(key => ({ who: key.slice(4, 10), n: store.get(key).n }));
  return rows.sort((a, b) => b.n - a.n).slice(0, 10).map((r, i) => `${i + 1}. ${r.who} ${r.n} 天`).join("\n") || "还没有人打卡";
}, { help: "打卡排行" });
