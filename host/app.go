package host

import (
	"maps"
	"net/http"
	"net/url"
	"path/filepath"

	"hotreply/bot"
	"hotreply/host/internal/inbox"
	"hotreply/ilink"
)

// Send queues content for a user.
func (h *host) Send(t bot.Turn, to string, c bot.Content, o bot.SendOptions) bot.Pending {
	own, _ := t.(*inbox.Turn)
	if own != nil && own.Over() {
		own = nil
	}
	return h.send(own, to, c, o)
}

// CanSend says whether a send to the user would be accepted now.
func (h *host) CanSend(to, account string) bot.CanSend {
	a, err := h.accountFor(nil, to, account)
	if err != nil {
		return bot.CanSend{Reason: (&ilink.NoContextError{User: to}).Code()}
	}
	return a.outbox.CanSend(to)
}

// Users lists everyone with a known context, by account and id.
func (h *host) Users() []bot.UserInfo {
	var list []bot.UserInfo
	for _, a := range h.accounts() {
		for _, u := range a.windows.Users() {
			if h.allowed(u.ID) { // a broadcast is not for those whom the rules never hear
				list = append(list, u)
			}
		}
	}
	return list
}

// Accounts lists the accounts by name.
func (h *host) Accounts() []bot.AccountInfo {
	var list []bot.AccountInfo
	for _, a := range h.accounts() {
		s := a.keeper.Status()
		list = append(list, bot.AccountInfo{
			Name: a.name, BotID: s.BotID, UserID: s.Owner, State: s.State,
		})
	}
	return list
}

// Env is what scripts read as env.NAME.
func (h *host) Env() map[string]string { return maps.Clone(h.cfg.Env) }

// Files is the folder that scripts write to.
func (h *host) Files() string {
	dir := filepath.Join(h.cfg.State, "files")
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}

// httpClient is what every account's calls go through.
func httpClient(cfg Config) *http.Client {
	if cfg.Service != nil {
		return &http.Client{Transport: cfg.Service}
	}
	if u, err := url.Parse(cfg.ILink.Proxy); err == nil && cfg.ILink.Proxy != "" {
		return ilink.NewHTTPClient(u)
	}
	return ilink.NewHTTPClient(nil)
}
