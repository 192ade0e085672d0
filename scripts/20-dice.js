// Dice: a command with an argument.
//
// bot.command("roll", …) answers "/roll" and what follows it: "/roll 2d20" has
// msg.rest === "2d20". Chinese keyboards type ／ and that works too.
//
// 掷骰子：bot.command 处理以 / 开头的命令，命令后面的文字在 msg.rest 里。
// 试试：/roll、/roll 2d20、／掷 3d6

bot.command(["roll", "掷"], msg => {
  const found = /^(\d*)d(\d+)$/i.exec(msg.rest || "1d6");
  const count = Number(found?.[1] || 1), sides = Number(found?.[2]);
  if (!found || count > 100 || sides < 2) return "这样用：/roll 2d20（最多 100 个骰子）";

  const dice = Array.from({ length: count }, () => 1 + Math.floor(Math.random() * sides));
  const sum = dice.reduce((a, b) => a + b, 0);
  return dice.length === 1 ? `🎲 ${sum}` : `🎲 ${dice.join(" + ")} = ${sum}`;
});
