package bindings

import (
	"slices"

	"github.com/dop251/goja"

	"hotreply/internal/hint"
)

// foreignName is a name that another framework has and this one spells
// otherwise, or a misspelt one: instead is what to write, or why there is
// nothing.
func foreignName(object, name, instead string) error {
	return hint.New(instead, "%s.%s is not a name of hotreply", object, name)
}

// What Telegraf, grammY, node-telegram-bot-api, Koishi, Hubot, wechaty and
// Discord.js call things, and what they are here. Only names that those use
// stand here: an unknown name stays undefined, so that scripts can test for it.
const (
	startsByItself = "nothing to start: saving the file is enough, hotreply does the rest"
	noKeyboard     = "WeChat bots have no buttons; ask with msg.ask(text, {match: [\"1\", \"2\"]})"
	noEdit         = "WeChat can not change or delete a sent message"
	noGroups       = "bots of this kind talk to one person at a time, there are no groups"
	sendMedia      = "bot.send(userId, {image: source}), also video, file, voice"
	replyMedia     = "msg.reply({image: source}), also video, file, voice"
)

var botForeign = map[string]string{
	"onText": "bot.hear(pattern, handler)", "respond": "bot.hear(pattern, handler)", "receive": `bot.on("message", handler)`,
	"keyword": "bot.hear(pattern, handler)", "match": "bot.hear(pattern, handler)", "regex": "bot.hear(pattern, handler)",
	"middleware": "bot.use((msg, next) => …)", "ctx": "bot.use((msg, next) => …)", "plugin": "put it in a file of its own in the scripts folder",
	"start": `bot.command("start", handler) for /start, bot.on("start", handler) for the host's start`,
	"help":  `bot.command("help", handler)`, "settings": `bot.command("settings", handler)`,
	"launch": startsByItself, "startPolling": startsByItself, "run": startsByItself, "login": startsByItself, "listen": startsByItself,
	"stop": `nothing to stop; clean up in bot.onDispose(fn) or bot.on("stop", fn)`, "dispose": "bot.onDispose(fn)",
	"catch": `bot.on("error", event => …)`, "onError": `bot.on("error", event => …)`,
	"once": `bot.on(kind, handler); for something done once per message msg.once(name, fn)`,
	"emit": "events come from the host only", "off": "rules go when the file changes; put a condition in the handler",
	"sendMessage": "bot.send(userId, text)", "say": "bot.send(userId, text)", "reply": "msg.reply(text)", "sendText": "bot.send(userId, text)",
	"telegram": "bot.send(userId, text)", "api": "bot.send(userId, text)", "broadcast": "for (const u of bot.users()) await bot.send(u.id, text)",
	"sendPhoto": sendMedia, "sendImage": sendMedia, "sendVideo": sendMedia, "sendDocument": sendMedia, "sendFile": sendMedia,
	"sendVoice": sendMedia, "sendAudio": sendMedia, "sendPrivateMessage": "bot.send(userId, text)",
	"schedule": "bot.cron(spec, fn) or bot.every(interval, fn)", "interval": "bot.every(interval, fn)", "cronjob": "bot.cron(spec, fn)",
	"action": noKeyboard, "callbackQuery": noKeyboard, "inlineQuery": noKeyboard,
	"getMe": "bot.accounts()", "self": "bot.accounts()", "contacts": "bot.users()", "friends": "bot.users()", "setMyCommands": "bot.commands()",
	"store": "store.get(key), store.set(key, value)", "brain": "store.get(key), store.set(key, value)", "session": "msg.store.get(key)",
	"env": "env.NAME", "log": "console.log(…)", "logger": "console.log(…)", "group": noGroups, "room": noGroups,
}

var messageForeign = map[string]string{
	"send": "msg.reply(content)", "say": "msg.reply(content)", "respond": "msg.reply(content)", "answer": "msg.reply(content)",
	"replyWithPhoto": replyMedia, "replyWithImage": replyMedia, "replyWithVideo": replyMedia, "replyWithDocument": replyMedia,
	"replyWithAudio": replyMedia, "replyWithVoice": replyMedia, "replyWithFile": replyMedia, "sendMessage": "msg.reply(content)",
	"replyWithMarkdown": "msg.reply(text)", "replyWithHTML": "msg.reply(text), as plain text", "replyWithChatAction": "msg.typing()",
	"sendChatAction": "msg.typing()", "message": "it is msg itself: msg.text, msg.media", "update": "msg.raw", "msg": "it is msg itself",
	"session": "msg.store.get(key), msg.store.set(key, value)", "state": "msg.store.get(key), msg.store.set(key, value)", "scene": "msg.ask(text)",
	"prompt": "msg.ask(text)", "wait": "msg.ask(text)", "waitFor": "msg.ask(text)", "conversation": "msg.ask(text)",
	"chat": "msg.from", "user": "msg.from", "userId": "msg.from", "sender": "msg.from", "author": "msg.from", "talker": "msg.from", "uid": "msg.from",
	"chatId": "msg.from", "fromUser": "msg.from", "from_user_id": "msg.from", "content": "msg.text", "body": "msg.text", "payload": "msg.args",
	"type": "msg.kind", "msgType": "msg.kind", "messageId": "msg.id", "message_id": "msg.id", "msgId": "msg.id", "timestamp": "msg.date", "time": "msg.date",
	"photo": "msg.media", "image": "msg.media", "file": "msg.media", "voice": "msg.media", "video": "msg.media", "document": "msg.media", "audio": "msg.media",
	"attachments": "msg.medias", "matches": "msg.match", "isAdmin": "msg.isOwner", "isSelf": "messages of the bot itself do not come here",
	"quoted": "msg.quote", "reply_to_message": "msg.quote", "replyTo": "msg.quote", "arg": "msg.args", "param": "msg.params",
	"deleteMessage": noEdit, "editMessageText": noEdit, "recall": noEdit, "room": noGroups, "group": noGroups, "guild": noGroups, "channel": noGroups,
	"bot": "bot", "telegram": "bot.send(userId, text)", "api": "bot.send(userId, text)", "next": "it is the handler's second argument: (msg, next) =>",
	"finish": "return from the handler", "done": "return from the handler", "context_token": "hotreply keeps it; msg.reply uses it",
}

var storeForeign = map[string]string{
	"getItem": "store.get(key)", "setItem": "store.set(key, value)", "removeItem": "store.delete(key)", "remove": "store.delete(key)",
	"del": "store.delete(key)", "put": "store.set(key, value)", "increment": "store.incr(key)", "inc": "store.incr(key)",
	"decr": "store.incr(key, -1)", "exists": "store.has(key)", "clear": "for (const k of store.keys()) store.delete(k)",
	"entries": "store.keys().map(k => [k, store.get(k)])", "values": "store.keys().map(k => store.get(k))", "forEach": "for (const k of store.keys()) …",
	"expire": `store.set(key, value, {ttl: "1h"})`, "ttl": `store.set(key, value, {ttl: "1h"})`, "length": "store.keys().length",
	"size": "store.keys().length", "user": "msg.store", "global": "store.shared", "push": "store.update(key, list => [...list, item])",
}

// guard shows a plain object's methods, and answers names of other frameworks
// and misspelt ones with an error that says ours.
type guard struct {
	k       *kit
	called  string
	make    func(name string) goja.Value // of one of names
	made    map[string]goja.Value        // by names that were asked for
	names   []string                     // enumerable or not
	foreign map[string]string
}

func guarded(k *kit, called string, names []string, foreign map[string]string, make func(string) goja.Value) goja.Value {
	return k.vm.NewDynamicObject(&guard{k: k, called: called, make: make, made: map[string]goja.Value{}, names: names, foreign: foreign})
}

func (g *guard) has(key string) bool { return slices.Contains(g.names, key) }

// Get is one of our names; a foreign or misspelt one throws, any other is
// undefined.
func (g *guard) Get(key string) goja.Value {
	if g.has(key) {
		v := g.made[key]
		if v == nil {
			v = g.make(key)
			g.made[key] = v
		}
		return v
	}
	if instead, ok := g.foreign[key]; ok {
		g.k.throw(foreignName(g.called, key, "here it is "+instead))
	}
	if n := near(key, g.names, nil); n != "" && len(key) > 2 && key != "then" {
		g.k.throw(foreignName(g.called, key, "did you mean "+g.called+"."+n+"?"))
	}
	return nil
}

// Set refuses: a script that replaced a name would surprise its reader.
func (g *guard) Set(key string, _ goja.Value) bool {
	g.k.throw(&MisuseError{Func: g.called + "." + key, Got: "it can not be set", Tip: "keep your own values in a variable or in store"})
	return false
}

// Has says whether it is one of our names.
func (g *guard) Has(key string) bool { return g.has(key) }

// Delete refuses silently, as sealed objects do.
func (g *guard) Delete(key string) bool { return !g.has(key) }

// Keys are our names.
func (g *guard) Keys() []string { return g.names }
