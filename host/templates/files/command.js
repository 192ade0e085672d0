// Commands: /spend 25 午饭, /total, /undo. A leading ／ works too.
// 命令：/spend 25 午饭 记一笔，/total 看合计，/undo 撤销。

/** @typedef {{amount: number, what: string, date: string}} Entry */

/** @param {Message} msg @returns {Entry[]} */
const entries = msg => msg.store.get("entries", []);

bot.command(["spend", "记账"], msg => {
  const amount = Number(msg.args[0]);
  const what = msg.args.slice(1).join(" ");
  if (!(amount > 0) || !what) return "这样用：/spend 25 午饭";
  msg.store.set("entries", [...entries(msg), { amount, what, date: new Date().toISOString().slice(0, 10) }]);
  return `记下了：${what} ${amount} 元`;
}, { help: "25 午饭：记一笔" });

bot.command(["total", "合计"], msg => {
  const sum = entries(msg).reduce((total, e) => total + e.amount, 0);
  return `${entries(msg).length} 笔，共 ${sum} 元`;
}, { help: "看合计" });

bot.command(["undo", "撤销"], msg => {
  const last = entries(msg).at(-1);
  if (!last) return "没有可以撤销的";
  msg.store.set("entries", entries(msg).slice(0, -1));
  return `撤销了：${last.what} ${last.amount} 元`;
}, { help: "撤销最后一笔" });
