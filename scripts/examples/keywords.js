// Keyword replies from a table. keywords.json says which word gets which
// answer; save it and the next message knows the new table.
// 关键词回复：改 keywords.json 里的表，保存即生效。

import table from "./keywords.json";

for (const { words, answer } of table) bot.hear(words, () => answer);

bot.hear(["关键词", "menu"], () => table.map(row => row.words[0]).join("、"));
