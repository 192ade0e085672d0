package bindings

// foreignGlobals are globals and packages of other bot frameworks, with what to
// write here.
var foreignGlobals = map[string]string{
	"robot": "the bot is the global bot: bot.hear(/…/, msg => …)", "ctx": "the handler's argument is the message: bot.hear(…, msg => msg.reply(…))",
	"context": "the handler's argument is the message: bot.hear(…, msg => msg.reply(…))", "session": "the handler's argument is the message: bot.hear(…, msg => msg.reply(…))",
	"app": "the bot is the global bot", "client": "the bot is the global bot", "wechaty": "the bot is the global bot", "telegram": "bot.send(userId, text)",
	"msg": "msg is the handler's argument: bot.hear(…, msg => …)", "message": "the message is the handler's argument: bot.hear(…, msg => …)",
	"sender": "the message is the handler's argument: msg.from, msg.reply(…)", "s": "the message is the handler's argument: bot.hear(…, msg => …)",
	"sendMessage": "msg.reply(text), or bot.send(userId, text)", "reply": "msg.reply(text), or return the text", "sleep": "await new Promise(r => setTimeout(r, 1000))",
	"cron": "bot.cron(\"0 8 * * *\", fn)", "schedule": "bot.cron(\"0 8 * * *\", fn)", "db": "store.get(key), store.set(key, value)", "bucketGet": "store.get(key)",
	"bucketSet": "store.set(key, value)", "seal": "bot.command(name, handler)", "ext": "bot.command(name, handler)",

	"telegraf": "not needed: the bot is the global bot", "grammy": "not needed: the bot is the global bot", "koishi": "not needed: the bot is the global bot",
	"hubot": "not needed: the bot is the global bot", "node-telegram-bot-api": "not needed: the bot is the global bot", "discord.js": "not needed: the bot is the global bot",
	"node-cron": "not needed: bot.cron(\"0 8 * * *\", fn)", "node-schedule": "not needed: bot.cron(\"0 8 * * *\", fn)", "croner": "not needed: bot.cron(\"0 8 * * *\", fn)",
	"dotenv": "not needed: put it under [env] in config.toml and read env.NAME", "express": "rules serve no HTTP; other programs use POST /api/send",
	"redis": "not needed: store.get(key), store.set(key, value)", "lowdb": "not needed: store.get(key), store.set(key, value)",
}

// MissingHint answers for [runtime.Options]: what to write instead of a global
// or an import of another bot framework, else what next says.
func MissingHint(next func(name string) string) func(name string) string {
	return func(name string) string {
		if hint, ok := foreignGlobals[name]; ok {
			return hint
		}
		return next(name)
	}
}
