// A greeting: the smallest rule there is.
//
// bot.hear(pattern, handler) waits for a text. The pattern is either the whole
// text ("在吗") or a regular expression (/^你好/); what the handler returns is the
// reply. Change a reply, save the file, send the message again: no restart.
//
// 最小的规则：bot.hear(什么样的消息, 怎么回答)。函数返回什么，机器人就回什么。
// 改一改下面的文字，保存，再发一次消息，马上生效，不用重启。

bot.hear(/^(你好|hi\b|hello\b)/i, () => "你好！发 /help 看看我会什么。");

bot.hear(["在吗", "在吗？"], () => "在的。");

// A place in brackets takes a word: "我叫小明" is answered with the name.
// 方括号里的内容会被取出来：发“我叫 小明”，msg.params.名字 就是“小明”。
bot.hear("我叫 [名字]", msg => `很高兴认识你，${msg.params.名字}！`);

// bot.commands() knows the commands of all scripts in this folder.
bot.command("help", () => "我会这些命令：" + bot.commands().map(c => "/" + c.name).join(" "));
