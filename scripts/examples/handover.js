// Handing over to a person: "人工" connects a user with the owner. What the
// user writes is forwarded; the owner answers by quoting it. "结束" ends it.
// 转人工：用户发“人工”后，消息转给主人，主人引用那条消息就能回复，发“结束”退出。

const owner = () => bot.accounts().find(a => a.userId)?.userId;

bot.hear(["人工", "转人工"], msg => {
  store.set(`with:${msg.from}`, msg.account, { ttl: "2h" });
  return "已转人工，请说。发“结束”退出";
});

bot.hear("结束", msg => store.delete(`with:${msg.from}`) ? "人工服务结束" : "没有在人工服务中");

bot.on("message", async (msg, next) => {
  if (msg.isOwner) {
    const [, user] = /^\[(\S+@im\.wechat)\]/.exec(msg.quote?.text ?? "") ?? [];
    if (!user) return next();
    const r = await bot.send(user, msg.text, { account: store.get(`with:${user}`), queue: true });
    return r.status === "queued" ? "对方的窗口关了，等他说话时补发" : undefined;
  }
  const to = owner();
  if (!store.has(`with:${msg.from}`) || !to) return next();
  await bot.send(to, `[${msg.from}] ${msg.text}`, { account: msg.account, queue: true });
});
