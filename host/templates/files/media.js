// Pictures and files, both ways.
// 收发图片和文件。

bot.on("image", async msg => {
  const path = await msg.media.save(); // into the files folder 存到 files 文件夹
  const n = msg.store.incr("pictures");
  return { image: path, text: `收到你的第 ${n} 张图片` };
});

bot.on("file", async msg => {
  const bytes = await msg.media.bytes();
  return `${msg.media.name}：${bytes.length} 字节`;
});

// The words of a voice message are its text; rules for text hear them too.
// 语音会自动转成文字，文字规则也能听到。
bot.on("voice", msg => `你说的是：${msg.text || "（没听清）"}`);

// Content can be made on the fly.
// 内容也可以现做现发。
bot.command("csv", async msg => {
  const text = "名字,数量\n苹果,3\n香蕉,5\n";
  await msg.reply({ file: new TextEncoder().encode(text), name: "清单.csv" });
});
