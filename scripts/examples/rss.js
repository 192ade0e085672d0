// A digest of news feeds every morning, and on demand with /news.
// 每天早上推送 RSS 摘要，/news 随时看。

const feeds = (env.RSS_FEEDS ?? "https://sspai.com/feed").split(/\s+/);

/** @param {string} xml */
function items(xml) {
  const text = (/** @type {string} */ s, /** @type {string} */ tag) =>
    (new RegExp(`<${tag}[^>]*>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${tag}>`).exec(s)?.[1] ?? "").trim();
  return [...xml.matchAll(/<item[\s>][\s\S]*?<\/item>/g)].map(([item]) => ({ title: text(item, "title"), link: text(item, "link") }));
}

/** @param {number} most */
async function digest(most) {
  const lists = await Promise.all(feeds.map(async url => items(await (await fetch(url)).text()).slice(0, most)));
  return lists.flat().map(i => `· ${i.title}\n${i.link}`).join("\n");
}

bot.command(["news", "新闻"], async () => (await digest(5)) || "今天没有新闻", { help: "新闻摘要" });

bot.hear("订阅新闻", msg => { store.set(`reader:${msg.from}`, msg.account); return "好，每天 8:30 见"; });

bot.cron("30 8 * * *", async () => {
  const readers = store.keys("reader:");
  if (readers.length === 0) return;
  const text = await digest(5);
  for (const key of readers) {
    await bot.send(key.slice("reader:".length), text, { account: store.get(key), queue: "12h" });
  }
}, { timezone: "Asia/Shanghai" });
