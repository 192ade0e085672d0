// At most five messages a minute per user. Name the file 00-rate-limit.js, so
// that it comes before all others.
// 限流：每人每分钟最多 5 条，文件名用 00- 开头排在最前。

const most = 5;

bot.use(async (msg, next) => {
  const minute = Math.floor((msg.date?.getTime() ?? Date.now()) / 60_000);
  const last = msg.store.get("minute", { minute, n: 0 });
  const n = last.minute === minute ? last.n + 1 : 1;
  msg.store.set("minute", { minute, n });
  if (n > most) return n === most + 1 ? "说得太快了，歇一分钟" : undefined;
  return next();
});

bot.hear("hi", () => "hello");
