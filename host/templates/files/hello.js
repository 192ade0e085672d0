// A first rule. Change a text, save the file: the next message is answered by
// the new version, nothing needs a restart.
// 第一条规则。改一句话、保存，下一条消息就用新版本回答，不用重启。

// The whole text is "你好" or "hello": upper case and spaces do not matter.
bot.hear(["你好", "hello"], () => "你好！");

// A rule is asked in the order of the file, so this one comes before the next.
// 规则按文件里的顺序匹配，所以这条要写在下一条前面。
bot.hear(/^我(是谁|叫什么)/, msg => `你是${msg.store.get("name", "我还不认识的人")}`);

// [名字] is a place for a word; it is found in msg.params.
// [名字] 是一个空位，内容在 msg.params 里。
bot.hear("我叫 [名字]", msg => {
  msg.store.set("name", msg.params.名字); // kept for this user 每个用户一份
  return `记住了，${msg.params.名字}`;
});
