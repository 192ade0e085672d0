// Watches web pages and tells when one goes down or comes back.
// 网站监控：“监控 https://…”，挂了或恢复了就通知你。

bot.hear(/^监控\s+(https?:\/\/\S+)$/i, msg => {
  store.set(`site:${msg.match[1]}`, { user: msg.from, account: msg.account, up: true });
  return `开始监控 ${msg.match[1]}`;
});

bot.hear(/^停止监控\s+(\S+)$/, msg => store.delete(`site:${msg.match[1]}`) ? "停了" : "没有监控它");

/** @param {string} url */
async function isUp(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}

bot.every("5m", async () => {
  for (const key of store.keys("site:")) {
    const site = store.get(key), url = key.slice("site:".length);
    const up = await isUp(url);
    if (up === site.up) continue;
    store.set(key, { ...site, up });
    await bot.send(site.user, up ? `✅ 恢复了：${url}` : `❌ 打不开：${url}`, { account: site.account, queue: true });
  }
});
