package bindings

import (
	"context"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/runtime"
)

// Kinds are the message kinds that bot.on takes.
var Kinds = []string{"message", "text", "image", "voice", "file", "video", "unsupported"}

// Events are the events that bot.on takes.
var Events = []string{"start", "stop", "login", "sessionExpired", "reload", "unconfirmed", "quotaLow", "deadLetter", "error"}

// kindAliases are kinds and events as other frameworks call them.
var kindAliases = map[string]string{
	"photo": "image", "picture": "image", "audio": "voice", "document": "file", "attachment": "file",
	"msg": "message", "message:text": "text", "message:photo": "image", "ready": "start", "launch": "start",
	"load": "start", "exit": "stop", "shutdown": "stop", "logout": "sessionExpired", "scan": "login", "catch": "error",
	"sticker": "unsupported", "location": "unsupported",
}

// Emit tells every live script that listens of an event. It returns when all
// their handlers are over; the error is the first that one of them had.
func Emit(ctx context.Context, g *runtime.Generation, e bot.EventInfo) error {
	return g.Emit(ctx, e.Type, func(s *runtime.Script) (goja.Value, error) {
		return kitOf(s).event(e), nil
	})
}

// event is {type, account, time, …}.
func (k *kit) event(e bot.EventInfo) goja.Value {
	o := k.object(field{"type", e.Type}, field{"account", orNull(e.Account)}, field{"time", e.Time})
	for _, f := range sortedFields(e.Facts) {
		_ = o.Set(f.name, k.value(f.value))
	}
	return o
}
