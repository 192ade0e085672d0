package host

import (
	"context"
	"time"

	"hotreply/host/internal/statedir"
	"hotreply/internal/filestamp"
	"hotreply/internal/watch"
)

// tokenCheck is how often the token files are looked at; a changed one is
// taken up within five seconds.
const tokenCheck = 2 * time.Second

// watchTokens looks at the token files of all accounts, and tells the keepers
// of those that changed, and at the state folder itself. It is a goroutine of
// the host's and ends with ctx.
func (h *host) watchTokens(ctx context.Context) {
	seen := map[string]filestamp.Mark{}
	for _, a := range h.accounts() {
		seen[a.name] = filestamp.MarkOf(statedir.TokenPath(h.cfg.State, a.name))
	}
	state := statedir.NewWatch(h.log, h.cfg.State)
	watch.Run(ctx, watch.Options{Every: tokenCheck}, func() bool {
		state.Look() // no event would tell of its removal
		for _, a := range h.accounts() {
			if m := filestamp.MarkOf(statedir.TokenPath(h.cfg.State, a.name)); m != seen[a.name] {
				seen[a.name] = m
				a.keeper.TokenChanged()
			}
		}
		return true
	})
}
