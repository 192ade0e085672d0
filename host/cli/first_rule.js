// Your first rule. Change a text below, save, and send the message again:
// the new version answers, without a restart.
//
// 你的第一条规则：改一改下面的文字，保存，再发一次消息，机器人立刻用新的回答。

// Somebody writes "hi", "hello" or "你好 …": what the function returns is the reply.
bot.hear(/^(hi|hello|你好)/i, msg => "你好！I am a bot. Send /help to see what I can do.");

// "/help"
bot.command("help", msg => "Say hi, or edit scripts/10-hello.js and teach me more.");

// Anything that no rule took.
bot.fallback(msg => `You said: ${msg.text}`);
