// Reminders: the bot writes first.
//
// WeChat lets a bot write to somebody only for 24 hours after that person's
// last message, and 10 times at most. queue: true keeps what can not be sent
// now and sends it when the person writes again, so nothing is lost.
//
// 提醒：机器人主动发消息。微信规定：用户发消息后 24 小时内，机器人最多回 10 条。
// 加上 queue: true，暂时发不出去的会先存着，等用户下次说话时补发。
// 试试：/remind 10m 喝水、/remind 2h 开会

const minutes = { m: 1, 分钟: 1, h: 60, 小时: 60, d: 24 * 60, 天: 24 * 60 };

bot.command(["remind", "提醒"], msg => {
  const [, count, unit, what] = /^(\d+)\s*(m|分钟|h|小时|d|天)\s*(.+)$/s.exec(msg.rest) ?? [];
  if (!what) return "这样用：/remind 10m 喝水（m 分钟，h 小时，d 天）";

  const reminder = { user: msg.from, account: msg.account, what, at: Date.now() + Number(count) * minutes[unit] * 60_000 };
  store.update("reminders", list => [...(list ?? []), reminder]);
  return `好，${count} ${unit} 后提醒你：${what}`;
});

bot.every("10s", async () => {
  const due = (store.get("reminders") ?? []).filter(r => r.at <= Date.now());
  for (const r of due) {
    await bot.send(r.user, `⏰ ${r.what}`, { account: r.account, queue: true });
    store.update("reminders", list => list.filter(other => other.at !== r.at || other.what !== r.what || other.user !== r.user));
  }
});
