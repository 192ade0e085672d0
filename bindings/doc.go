// Package bindings holds the JavaScript names that rules are written with:
// bot, msg, media, store, env, console, the error classes and the events.
//
// It stands between two packages that do not know each other: runtime, which
// runs JavaScript, and ilink, which speaks to WeChat. What a name does is
// decided by the host, which implements [bot.App], [bot.Turn] and the
// few small interfaces beside them; this package decodes arguments, makes objects and
// turns errors into something the author of a rule can act on.
//
//	scripts, err := runtime.New(runtime.Options{
//		Dir:        "scripts",
//		Modules:    bindings.Modules(app, bindings.Options{}),
//		ErrorValue: bindings.ErrorValue,
//	})
//	…
//	outcome, err := bindings.Dispatch(ctx, scripts.Current(), turn, message)
//
// The sources of all names are the tables in names.go; tests hold them against
// hotreply.d.ts, docs/api.md and the test scripts under testdata. args.go is
// the only place that decodes JavaScript arguments, so that all misuse reads
// alike: function, parameter, what came, what was wanted, did you mean.
//
// Nothing here may be called from outside a script's loop but [Dispatch],
// [Emit] and [ErrorValue]'s callers in runtime.
package bindings
