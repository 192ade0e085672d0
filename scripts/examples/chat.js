// Chat with an OpenAI-compatible model: remembers the conversation, reads the
// answer as it is written and sends it as one reply. "/角色 …" sets a role.
// 大模型聊天：记住上下文，流式读取，合成一条回复。
//
// config.toml:
//   [env]
//   LLM_URL = "https://api.deepseek.com/v1"
//   LLM_KEY = "$LLM_KEY"
//   LLM_MODEL = "deepseek-chat"

const url = env.LLM_URL ?? "https://api.deepseek.com/v1";
const model = env.LLM_MODEL ?? "deepseek-chat";

/**
 * Reads server-sent events and joins the pieces of the answer.
 * @param {Response} response
 */
async function answerOf(response) {
  let text = "", rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const data = line.startsWith("data:") ? line.slice(5).trim() : "";
      if (data && data !== "[DONE]") text += JSON.parse(data).choices[0]?.delta?.content ?? "";
    }
  }
  return text;
}

bot.command(["role", "角色"], msg => {
  msg.store.set("role", msg.rest);
  msg.store.delete("chat");
  return msg.rest ? `好，我现在是：${msg.rest}` : "角色清空了";
});

bot.on("text", async msg => {
  /** @type {Array<{role: string, content: string}>} */
  const chat = [...msg.store.get("chat", []), { role: "user", content: msg.text }].slice(-20);
  const system = { role: "system", content: msg.store.get("role") || "你是一个简洁友好的助手。" };
  const answer = await msg.once("answer", async () => {
    const r = await fetch(`${url}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${env.LLM_KEY}` },
      body: JSON.stringify({ model, stream: true, messages: [system, ...chat] }),
      signal: AbortSignal.timeout(100_000),
    });
    if (!r.ok) throw new Error(`the model answered ${r.status}: ${await r.text()}`);
    return answerOf(r);
  });
  msg.store.set("chat", [...chat, { role: "assistant", content: answer }]);
  return answer;
});
