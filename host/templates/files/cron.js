// The bot writes first. WeChat allows that for 24 hours after a person's last
// message, and 10 times at most: bot.canSend says whether it is possible now.
// 机器人主动发消息。微信规定：对方发消息后 24 小时内，最多 10 条；
// bot.canSend 会告诉你现在能不能发。

bot.hear(["订阅", "subscribe"], msg => {
  store.set(`daily:${msg.from}`, { account: msg.account });
  return "好，每天早上 8 点见";
});

bot.hear(["退订", "unsubscribe"], msg => store.delete(`daily:${msg.from}`) ? "退订了" : "你没有订阅");

// minute hour day month weekday 分 时 日 月 周
bot.cron("0 8 * * *", async () => {
  for (const key of store.keys("daily:")) {
    const user = key.slice("daily:".length);
    const { account } = store.get(key);
    const can = bot.canSend(user, { account });
    if (!can.ok) console.warn("the window of", user, "is closed:", can.reason);
    // queue: true keeps what can not be sent now until the user writes again.
    // queue: true 会先存着，等用户下次说话时补发。
    await bot.send(user, `早上好！今天是 ${new Date().toLocaleDateString("zh-CN")}`, { account, queue: true });
  }
}, { timezone: "Asia/Shanghai" });
