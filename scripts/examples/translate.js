// Translation: "翻译 早上好" gives English, "翻译 good morning" Chinese. Quote a
// message and say 翻译 to translate that one.
// 翻译：中文译成英文，其他译成中文；引用一条消息再发“翻译”也行。

bot.hear(/^(?:翻译|translate)\s*(.*)$/is, async msg => {
  const text = msg.match[1].trim() || msg.quote?.text;
  if (!text) return "翻译什么？";
  const pair = /\p{Script=Han}/u.test(text) ? "zh-CN|en" : "en|zh-CN";
  const query = new URLSearchParams({ q: text, langpair: pair });
  const r = await fetch(`https://api.mymemory.translated.net/get?${query}`);
  return (await r.json()).responseData.translatedText;
});
