// Weather of a city, from wttr.in.
// 查天气：“天气 北京”。

bot.hear(["天气 [城市]", "weather [城市]"], async msg => {
  const city = msg.params.城市;
  const r = await fetch(`https://wttr.in/${encodeURIComponent(city)}?format=j1&lang=zh`);
  if (!r.ok) return `查不到“${city}”的天气`;
  const now = (await r.json()).current_condition[0];
  return `${city}：${now.lang_zh?.[0]?.value ?? now.weatherDesc[0].value}，${now.temp_C}°C，湿度 ${now.humidity}%`;
});
