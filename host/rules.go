package host

import (
	"context"

	"hotreply/bindings"
	"hotreply/host/internal/blame"
	"hotreply/host/internal/inbox"
	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
	"hotreply/store"
)

// rules is one folder of scripts, shared by the accounts that name it.
type rules struct {
	*runtime.Scripts
	dir string

	ctx  context.Context // the scripts' life, within the host's sending
	stop context.CancelCauseFunc

	jobs    inbox.Home // of the scripts; its handlers end when the folder does
	endJobs context.CancelCauseFunc
}

// newRules prepares a folder; nothing runs before Start.
func (h *host) newRules(dir string) (*rules, error) {
	r := &rules{dir: dir}
	r.ctx, r.stop = context.WithCancelCause(h.sending)
	r.jobs.Handlers, r.endJobs = context.WithCancelCause(h.handlers)
	r.jobs.Wanted = func() bool { return h.live.Load().wants(r) }
	known, err := h.blame.Slow(dir)
	if err != nil {
		return nil, err
	}
	slow := make([]runtime.SlowPattern, len(known))
	for i, p := range known {
		slow[i] = runtime.SlowPattern(p)
	}
	r.Scripts, err = runtime.New(runtime.Options{
		Dir:         dir,
		Select:      h.cfg.Select,
		Skip:        func(name string) bool { return h.ladder.off(name) || h.blame.Aside(name) },
		Modules:     h.modules(r),
		Prelude:     prelude.Programs(),
		Logger:      h.log.Named("rules"),
		Clock:       h.clock,
		Limits:      runtime.Limits{CPU: h.cfg.Rules.CPUTimeout, Handler: h.cfg.Rules.HandlerTimeout, Memory: h.cfg.Rules.MemoryLimit},
		Watch:       runtime.WatchMode(h.cfg.Rules.Watch),
		Bundles:     bundles{journal: h.db, dir: dir},
		Turns:       turnNotes{h.blame},
		OnRead:      h.blame.Read,
		ErrorValue:  bindings.ErrorValue,
		MissingHint: bindings.MissingHint(node.MissingHint),
		Awaited:     []string{"reply", "send", "ask", "upload", "typing", "save", "bytes", "once"},
		OnReport:    func(rep runtime.Report) { h.reloaded(r, rep) },
		OnError:     h.strayError,
		OnWedge:     h.wedged,
		Slow:        slow,
		OnSlow:      func(p runtime.SlowPattern) { h.blame.KeepSlow(dir, blame.SlowPattern(p)) },
		MatchDelay:  h.cfg.MatchDelay,
	})
	return r, err
}

// startRules loads every folder. A stop cuts it short, and so does what ends
// the host, such as a script that wedges while it loads.
func (h *host) startRules(ctx context.Context) error {
	cut := func() { h.stopSending(errDraining) }
	defer context.AfterFunc(ctx, cut)()
	defer context.AfterFunc(h.life, cut)()
	for _, r := range h.folders() {
		if err := r.Start(r.ctx); err != nil {
			return err
		}
	}
	err := context.Cause(h.life)
	if err != nil {
		h.log.Error("hotreply can not go on", "err", err)
	}
	return err
}

// modules are all JavaScript names.
func (h *host) modules(r *rules) []runtime.Module {
	all := append([]runtime.Module{prelude.JSON()}, // first: others keep what it makes
		bindings.Modules(folderApp{h, r}, bindings.Options{Logger: h.log.Named("console")})...)
	all = append(all, web.Module(h.fetch), intl.Module())
	all = append(all, node.Modules(node.Options{Env: h.Env, Files: h.Files()})...)
	all = append(all, h.cfg.Modules...)
	return append(all, prelude.Limits()) // last: it wraps what the others have defined
}

// newFetch makes the client behind fetch and URL sources.
func (h *host) newFetch() (*web.Client, error) {
	c := h.cfg.HTTP
	return web.NewClient(web.Options{
		Allow:     c.Allow,
		Private:   web.Private{All: c.Private.All, Hosts: c.Private.Hosts},
		Proxy:     c.Proxy,
		Timeout:   c.Timeout,
		Transport: h.cfg.Transport,
		Clock:     h.clock,
		Console:   func() string { return *h.console.Load() },
		UserAgent: "hotreply/" + h.cfg.Version,
	})
}

// reloaded tells of a folder's new generation.
func (h *host) reloaded(_ *rules, rep runtime.Report) {
	if len(rep.Changes) == 0 && len(rep.Failed) == 0 {
		return // warnings that had to wait
	}
	var changed []any
	for _, c := range rep.Changes {
		changed = append(changed, c.Script)
	}
	failed := make([]any, 0, len(rep.Failed))
	for _, f := range rep.Failed {
		failed = append(failed, f.Error())
	}
	h.emit("reload", "", map[string]any{"changed": changed, "failed": failed})
}

// strayError tells of what a script threw outside any handler; the runtime has
// logged it. What came out of a listener of "error" is told to nobody: it would
// call that listener again, without end.
func (h *host) strayError(e *runtime.ScriptError) {
	if e.Event == "error" {
		return
	}
	h.emit("error", "", map[string]any{"message": e.Message, "script": e.Script, "file": e.File, "line": e.Line, "column": e.Column})
}

// bundles keeps the last good version of each script in the store.
type bundles struct {
	journal store.Journal
	dir     string
}

func (b bundles) key(script string) string { return b.dir + "/" + script }

// LoadBundle returns what SaveBundle kept, or nil.
func (b bundles) LoadBundle(script string) []byte { return b.journal.Bundle(b.key(script)) }

// SaveBundle keeps the bundle, in the store's order and without waiting.
func (b bundles) SaveBundle(script string, bundle []byte) { b.journal.SetBundle(b.key(script), bundle) }

// DropBundle forgets it.
func (b bundles) DropBundle(script string) { b.journal.SetBundle(b.key(script), nil) }

// endHandlers ends what rules still do, handlers and what they left behind.
func (h *host) endHandlers() {
	ctx, cancel := context.WithTimeout(h.life, leftover)
	defer cancel()
	for _, r := range h.folders() {
		r.EndHandlers(ctx, errDraining)
	}
}

// closeRules drains every folder until ctx ends.
func (h *host) closeRules(ctx context.Context) {
	for _, r := range h.folders() {
		_ = r.Close(ctx) // an end of ctx is no news: what is left was interrupted
	}
}
