// A game: a conversation of several messages.
//
// await msg.ask(question) sends a question and goes on with the user's next
// message. Other people can play at the same time, and a restart in the middle
// of a game does no harm: msg.once keeps the secret number with the message.
//
// 猜数字：await msg.ask(问题) 会等用户的下一条消息，然后接着往下走。
// 好几个人可以同时玩；玩到一半重启也没关系，msg.once 记住了那个数。
// 试试：/guess

bot.command(["guess", "猜数字"], async msg => {
  const secret = await msg.once("secret", () => 1 + Math.floor(Math.random() * 100));
  let question = "我想好了一个 1 到 100 的数，你猜是几？";

  for (let tries = 1; tries <= 10; tries++) {
    let answer;
    try {
      answer = await msg.ask(question, { timeout: "5m", match: /^\s*\d+\s*$/ });
    } catch (err) {
      if (err instanceof TimeoutError) return `先到这里吧，答案是 ${secret}。`;
      throw err;
    }
    const guess = Number(answer.text);
    if (guess === secret) return `🎉 猜对了，用了 ${tries} 次！`;
    question = guess < secret ? "大一点。" : "小一点。";
  }
  return `十次用完了，答案是 ${secret}。`;
});
