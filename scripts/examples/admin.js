// Commands for the owner: /users, /broadcast TEXT, /block ID, /unblock ID.
// Name the file 05-admin.js, so that blocked people reach no other rule.
// 管理命令，只有扫码登录的人能用。文件名用 05- 开头，先于其他规则。

bot.use((msg, next) => {
  if (!msg.isOwner && store.has(`blocked:${msg.from}`)) return; // no next(): nothing answers
  return next();
});

/**
 * A command that only the owner may use; for others it does not exist.
 * @param {string} name
 * @param {Handler} handler
 */
function ownerCommand(name, handler) {
  bot.command(name, (msg, next) => msg.isOwner ? handler(msg, next) : next());
}

ownerCommand("users", () => bot.users().map(u => `${u.id}：还能发 ${u.remaining} 条`).join("\n"));

ownerCommand("broadcast", async msg => {
  if (!msg.rest) return "这样用：/broadcast 内容";
  let sent = 0, waiting = 0;
  for (const u of bot.users()) {
    if (u.id === msg.from) continue;
    const r = await bot.send(u.id, msg.rest, { account: u.account, queue: "1d" });
    if (r.status === "queued") waiting++; else sent++;
  }
  return `发了 ${sent} 人，${waiting} 人等下次说话时补发`;
});

ownerCommand("block", msg => { store.set(`blocked:${msg.rest}`, true); return "好"; });
ownerCommand("unblock", msg => store.delete(`blocked:${msg.rest}`) ? "好" : "没有拉黑过");

bot.hear("ping", () => "pong");
