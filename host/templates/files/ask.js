// A conversation: msg.ask sends a question and waits for the answer. Even a
// restart in between does not lose the thread.
// 多轮对话：msg.ask 发出问题并等待回答，中途重启也能接着聊。

bot.command(["order", "点单"], async msg => {
  const drink = await msg.ask("喝什么？咖啡 / 茶 / 水", { match: ["咖啡", "茶", "水"], cancel: ["取消", "算了"] });
  if (!drink) return "好的，不点了";

  const cups = await msg.ask("几杯？", { match: /^[1-9]\d?$/, cancel: ["取消", "算了"] });
  if (!cups) return "好的，不点了";

  store.update("orders", (orders = []) => [...orders, { user: msg.from, drink: drink.text, cups: Number(cups.text) }]);
  return `${cups.text} 杯${drink.text}，马上来`;
});

// An answer that does not match goes on to the other rules, such as this one,
// and the question stays open.
// 答非所问的消息会交给其他规则（比如这条），问题还在等。
bot.fallback(() => "没听懂。点单请发 /order，放弃请发 取消");
