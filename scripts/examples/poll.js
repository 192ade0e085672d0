// A poll among people who each talk to the bot: the owner starts it with
// "/poll 周末去哪 爬山 看电影", everybody gets the question, /result counts.
// 投票：主人发起，机器人逐个询问，/result 看结果。

bot.command(["poll", "投票"], async msg => {
  if (!msg.isOwner) return "只有主人可以发起投票";
  const [question, ...options] = msg.args;
  if (options.length < 2) return '这样用：/poll 周末去哪 爬山 看电影';
  store.set("poll", { question, options, votes: {} });
  const text = `${question}\n${options.map((o, i) => `${i + 1}. ${o}`).join("\n")}\n回复数字投票`;
  let asked = 0;
  for (const u of bot.users()) {
    if (u.id === msg.from) continue;
    const r = await bot.send(u.id, text, { account: u.account, queue: true });
    if (r.status !== "queued") asked++;
  }
  return `问了 ${asked} 个人`;
});

bot.hear(/^[1-9]$/, (msg, next) => {
  const poll = store.get("poll");
  const choice = poll?.options[Number(msg.text) - 1];
  if (!choice) return next();
  store.update("poll", p => { p.votes[msg.from] = choice; });
  return `记下了：${choice}`;
});

bot.command(["result", "结果"], () => {
  const poll = store.get("poll");
  if (!poll) return "没有投票";
  const votes = Object.values(poll.votes);
  return [poll.question, ...poll.options.map(o => `${o}：${votes.filter(v => v === o).length} 票`)].join("\n");
});
