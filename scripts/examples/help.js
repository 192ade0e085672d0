// A help rule that knows the commands of all scripts by itself. Name the file
// 90-help.js: the fallback answers only what nobody else took.
// 自动生成的帮助：列出所有脚本里的命令。

const menu = () => bot.commands().map(c => `/${c.name} ${c.help}`.trim()).join("\n");

bot.command(["help", "帮助"], () => menu(), { help: "看所有命令" });
bot.fallback(() => `没听懂，试试：\n${menu()}`);
