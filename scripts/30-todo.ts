// A list for everybody: data that stays.
//
// msg.store belongs to the user who writes: what is put there is still there
// after a save, a restart or a power cut, and nobody else sees it. This file is
// TypeScript; there is nothing to install or build for that.
//
// 待办清单：msg.store 是每个用户自己的小仓库，改代码、重启、断电都不会丢。
// 这个文件用 TypeScript 写，直接保存就能用。
// 试试：/todo 买牛奶、/todo、/done 1

const load = (store: Store): string[] => store.get<string[]>("items") ?? [];

const show = (items: string[]): string =>
  items.length === 0 ? "清单是空的。/todo 买牛奶 来加一条" : items.map((item, i) => `${i + 1}. ${item}`).join("\n");

bot.command(["todo", "待办"], msg => {
  const items = load(msg.store);
  if (msg.rest) {
    items.push(msg.rest);
    msg.store.set("items", items);
  }
  return show(items);
});

bot.command(["done", "完成"], msg => {
  const items = load(msg.store);
  const n = Number(msg.args[0]);
  if (!(n >= 1 && n <= items.length)) return `没有第 ${msg.args[0] ?? "?"} 条。\n${show(items)}`;

  const [finished] = items.splice(n - 1, 1);
  msg.store.set("items", items);
  return `✅ ${finished}\n${show(items)}`;
});
