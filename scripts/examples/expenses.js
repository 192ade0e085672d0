// An expense book per user: "午饭 25" books, /month sums up, /export gives a
// file for Excel.
// 记账本：发“午饭 25”就记一笔，/month 看本月，/export 导出表格。

/** @typedef {{date: string, what: string, amount: number}} Entry */

const today = () => new Date().toISOString().slice(0, 10);

bot.hear(/^(\D\S*)\s+(\d+(?:\.\d{1,2})?)(?:\s*元)?$/, msg => {
  const entry = { date: today(), what: msg.match[1], amount: Number(msg.match[2]) };
  msg.store.update("book", (/** @type {Entry[]} */ book = []) => [...book, entry]);
  return `记下了：${entry.what} ${entry.amount} 元`;
});

bot.command(["month", "本月"], msg => {
  /** @type {Entry[]} */
  const book = msg.store.get("book", []);
  const month = book.filter(e => e.date.startsWith(today().slice(0, 7)));
  if (month.length === 0) return "这个月还没有记录";
  /** @type {Record<string, number>} */
  const sums = {};
  for (const e of month) sums[e.what] = (sums[e.what] ?? 0) + e.amount;
  const lines = Object.entries(sums).sort((a, b) => b[1] - a[1]).map(([what, sum]) => `${what} ${sum}`);
  return `本月共 ${month.reduce((sum, e) => sum + e.amount, 0)} 元\n${lines.join("\n")}`;
}, { help: "本月开销" });

bot.command(["export", "导出"], msg => {
  /** @type {Entry[]} */
  const book = msg.store.get("book", []);
  const csv = "\uFEFF日期,项目,金额\n" + book.map(e => `${e.date},${e.what},${e.amount}`).join("\n");
  return { file: new TextEncoder().encode(csv), name: "账本.csv" };
}, { help: "导出账本" });
