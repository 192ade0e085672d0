package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"hotreply/host"
	"hotreply/internal/watch"
)

// configCheck is how often the settings file is looked at without a word of the
// system.
const configCheck = time.Second

// saves is what watchConfig tells the supervisor.
type saves struct {
	renew    chan struct{} // the host has to start again
	accounts chan struct{} // nothing but which accounts there are has changed
}

func newSaves() saves { return saves{renew: make(chan struct{}), accounts: make(chan struct{})} }

// watchConfig looks at the settings file until ctx ends. Settings that were
// saved and can be used go into force: accounts that come and go do so while
// the host runs, any other value takes a fresh host process, which costs a moment
// and no message. A file with a mistake, or the same values in other words,
// changes nothing but the log. before is
// told of the settings first and may refuse them.
func (g *globals) watchConfig(ctx context.Context, c host.Config, before func(host.Config) error, s saves) {
	path := g.config
	if path == "" {
		path = defaultConfig
	}
	log := c.Logger.Named("config").With("file", path)
	known, _ := os.ReadFile(path) // what the host started with; none is empty
	o := watch.Options{Folders: []string{filepath.Dir(path)}, Name: filepath.Base(path), Every: configCheck, Silent: c.Rules.Silent()}
	watch.Run(ctx, o, func() bool {
		text, err := os.ReadFile(path)
		if err != nil || bytes.Equal(text, known) || len(text) == 0 {
			return true // an editor in the middle of its save, or a file that is gone: nothing new to go by
		}
		known = text
		next, err := g.load()
		if err == nil {
			err = before(next)
		}
		switch {
		case err != nil:
			log.Error("the saved settings can not be used, the old ones stay", withHint(err)...)
			return true
		case next.State != c.State:
			log.Warn("another state folder needs a new start", "hint", "stop hotreply and start it again")
			return true
		}
		say := s.renew
		switch {
		case next.Same(c.Config):
			log.Info("settings were saved, they are the same as before")
			say = s.accounts // those of the save before, if a mistake hid them from the host
		case next.OnlyAccountsDiffer(c.Config):
			log.Info("settings were saved, accounts come and go with them")
			say = s.accounts
		default:
			log.Info("settings were saved, the host starts again with them")
		}
		c = next
		select {
		case say <- struct{}{}:
			return true
		case <-ctx.Done():
			return false
		}
	})
}

// withHint is an error as facts of a log line.
func withHint(err error) []any {
	facts := []any{"err", err}
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) && hinted.Hint() != "" {
		facts = append(facts, "hint", hinted.Hint())
	}
	return facts
}
