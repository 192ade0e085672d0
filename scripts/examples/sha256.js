// Answers every file with its SHA-256, and says when it has seen it before.
// 发文件，回它的 SHA-256；发过的会告诉你。

import { createHash } from "crypto";

bot.on("file", async msg => {
  const hash = createHash("sha256").update(await msg.media.bytes()).digest("hex");
  const before = store.get(hash);
  if (before) return `和 ${before} 一样`;
  store.set(hash, msg.media.name ?? "一个文件", { ttl: "30d" });
  return hash;
});
