package bindings

import (
	"context"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/runtime"
	"hotreply/runtime/pattern"
)

// Dispatch gives a message to the rules of a generation. It blocks until the
// handlers that took it, and the sends they made, are over. The error is the
// *runtime.ScriptError of the handler that failed.
func Dispatch(ctx context.Context, g *runtime.Generation, t bot.Turn, m bot.Message) (runtime.Outcome, error) {
	return g.Dispatch(ctx, &event{turn: t, m: m,
		subject: pattern.Subject{Text: m.M.Text(), Kinds: m.M.Kinds(), User: m.Account + "/" + m.M.From}})
}

// event is a message on its way through the scripts. The scripts use it one
// after another, each on its own loop.
type event struct {
	turn    bot.Turn
	m       bot.Message
	subject pattern.Subject
}

func (e *event) Subject() pattern.Subject { return e.subject }
func (e *event) Key() string              { return e.turn.Key() }
func (e *event) Value() any               { return e.turn }

func (e *event) Argument(s *runtime.Script) (goja.Value, error) {
	return kitOf(s).messageOf(e.turn, e.m), nil
}

func (e *event) Matched(s *runtime.Script, arg goja.Value, m pattern.Match) error {
	kitOf(s).setMatch(arg, m)
	return nil
}

// Result sends what a handler returned.
func (e *event) Result(s *runtime.Script, v goja.Value) error {
	if thrown := s.VM().Try(func() { kitOf(s).reply(e.turn, e.m, v) }); thrown != nil {
		return thrown // not at once: a nil *goja.Exception in an error is not nil
	}
	return nil
}
