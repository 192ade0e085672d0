// A diary by voice: every voice message is written down with its time, into a
// file per user. /diary sends the file.
// 语音日记：说一段话就记进日记，/diary 取回整个文件。

import { appendFile, access } from "fs/promises";

/** @param {Message} msg */
const path = msg => `diary-${msg.from.replace(/\W/g, "_")}.txt`;

bot.on("voice", async msg => {
  if (!msg.text) return "没听清，再说一遍？";
  const time = (msg.date ?? new Date()).toISOString().slice(0, 16).replace("T", " ");
  await appendFile(path(msg), `${time} ${msg.text}\n`);
  return `记下了（${msg.text.length} 字）`;
});

bot.command(["diary", "日记"], async msg => {
  try {
    await access(path(msg));
  } catch {
    return "日记还是空的，发一段语音吧";
  }
  return { file: path(msg), name: "日记.txt" };
}, { help: "取回日记" });
