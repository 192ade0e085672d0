// Chat with a language model that remembers the conversation.
//
// Put the key into config.toml:
//   [env]
//   LLM_KEY = "$LLM_KEY"                                  # from the environment
//   LLM_URL = "https://api.deepseek.com/v1"               # DeepSeek
//   LLM_MODEL = "deepseek-chat"
// 通义: LLM_URL = "https://dashscope.aliyuncs.com/compatible-mode/v1", LLM_MODEL = "qwen-plus"
// Ollama: LLM_URL = "http://localhost:11434/v1", LLM_MODEL = "qwen3", and
//   [http]
//   private = ["localhost:11434"]
//
// 和大模型聊天，记得住上下文。把密钥写进 config.toml 的 [env]。

const url = env.LLM_URL ?? "https://api.deepseek.com/v1";
const model = env.LLM_MODEL ?? "deepseek-chat";
const system = "你是一个简洁友好的助手，用中文回答。";
const remembered = 20; // messages kept per user 每人记住的条数

bot.hear(["忘掉", "重新开始"], msg => { msg.store.delete("chat"); return "好，我们重新开始"; });

bot.on("text", async msg => {
  const chat = [...msg.store.get("chat", []), { role: "user", content: msg.text }].slice(-remembered);

  // once: if the program dies after the answer came, the handler runs again
  // and gets the same answer, without paying for a second one.
  // once：万一中途崩溃，重跑时直接用上次的结果，不会重复花钱。
  const answer = await msg.once("answer", async () => {
    const r = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${env.LLM_KEY}` },
      body: JSON.stringify({ model, messages: [{ role: "system", content: system }, ...chat] }),
      signal: AbortSignal.timeout(90_000),
    });
    if (!r.ok) throw new Error(`the model answered ${r.status}: ${await r.text()}`);
    return (await r.json()).choices[0].message.content;
  });

  msg.store.set("chat", [...chat, { role: "assistant", content: answer }]);
  return answer;
});
