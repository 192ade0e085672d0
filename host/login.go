package host

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"hotreply/host/config"
	"hotreply/host/internal/session"
	"hotreply/ilink"
	"hotreply/internal/clock"

	"github.com/hashicorp/go-hclog"
)

// What programs around a host need of logins.
type (
	// LoginNeededError says that a login was given up and nothing else is left
	// to do: a person has to start it again.
	LoginNeededError = session.LoginNeededError
	// LoggedIn is one account and its login, for people: without the token.
	LoggedIn = session.LoggedIn
	// LoginUI is how a login talks to a person. Its methods are called from the
	// goroutine of the account that logs in; several accounts may log in at once.
	LoginUI = session.UI
)

// service is the iLink service as cfg has it.
func service(cfg *Config, http *http.Client, log hclog.Logger, c clock.Clock) session.Service {
	return session.Service{
		BaseURL: cfg.ILink.BaseURL, CDNBaseURL: cfg.ILink.CDNBaseURL, BotAgent: cfg.ILink.BotAgent, Hosts: cfg.ILink.Hosts,
		HTTP: http, Clock: c, Log: log,
	}
}

// loginService is service for a login on its own.
func loginService(c *Config) (session.Service, error) {
	if err := c.Require("ilink.proxy"); err != nil {
		return session.Service{}, err
	}
	if _, err := url.Parse(c.ILink.Proxy); err != nil {
		return session.Service{}, &config.Error{Key: "ilink.proxy", Want: "want a URL"}
	}
	direct := *c
	direct.Service = nil
	return service(c, httpClient(direct), c.Logger, c.Clock), nil
}

// LoginAccount shows QR codes through c.Login until one is confirmed, and
// saves what the service issued as the account's token.json. With renew the
// account's present token goes along, so that the service can tell that it is
// still good; then this returns it with [ilink.ErrAlreadyConnected].
func LoginAccount(ctx context.Context, c Config, account string, renew bool) (ilink.Credentials, error) {
	s, err := loginService(&c)
	if err != nil {
		return ilink.Credentials{}, err
	}
	return session.Scan(ctx, s, c.State, account, c.Login, renew)
}

// ProbeLogin asks the service whether an account's present login is still good.
// The error matches [ilink.ErrStaleToken] if it is not, and
// [io/fs.ErrNotExist] if there is none; any other leaves the question open.
func ProbeLogin(ctx context.Context, c Config, account string) error {
	s, err := loginService(&c)
	if err != nil {
		return err
	}
	return session.Probe(ctx, s, c.State, account)
}

// ListAccounts lists the accounts of the config and those that have a folder
// in the state, by name.
func ListAccounts(c Config) ([]LoggedIn, error) {
	return session.List(c.State, slices.Collect(maps.Keys(c.Accounts)))
}

// Logout removes an account's token.json; a running host takes notice by
// itself. It reports whether there was one. The service keeps the bot bound to
// the user until the next login, since the protocol has no logout.
func Logout(c Config, account string) (was bool, err error) { return session.Logout(c.State, account) }

// CheckPollers returns a *[PollerBusyError] when other processes poll with the
// logins of all accounts of c, so that a start would have nothing to do. What
// can not be found out is no error; [Run] waits for a login that is in use.
func CheckPollers(c Config) error {
	return session.CheckPollers(service(&c, nil, nil, nil), c.LoginLocks, c.State, slices.Collect(maps.Keys(c.Accounts)))
}
