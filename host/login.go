package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"hotreply/host/config"
	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// LoginNeededError says that a login was given up and nothing else is left to
// do: a person has to start it again.
type LoginNeededError struct {
	Account string
	Err     error
}

// Error names the account.
func (e *LoginNeededError) Error() string {
	return fmt.Sprintf("account %s is not logged in: %v", e.Account, e.Err)
}

// Hint is the next step: the cause's own where it has to be mended first.
func (e *LoginNeededError) Hint() string {
	if host := (*ilink.HostError)(nil); errors.As(e.Err, &host) {
		return host.Hint()
	}
	return "start hotreply again when the phone is at hand"
}

// Unwrap is the cause.
func (e *LoginNeededError) Unwrap() error { return e.Err }

// ExitCode is 3: starting again helps only with a person and a phone.
func (e *LoginNeededError) ExitCode() int { return 3 }

// LoginAccount shows QR codes through c.Login until one is confirmed, and
// saves what the service issued as the account's token.json. With renew the
// account's present token goes along, so that the service can tell that it is
// still good; then this returns it with [ilink.ErrAlreadyConnected].
func LoginAccount(ctx context.Context, c Config, account string, renew bool) (ilink.Credentials, error) {
	client, err := loginClient(c)
	if err != nil {
		return ilink.Credentials{}, err
	}
	path := statedir.TokenPath(c.State, account)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return ilink.Credentials{}, statedir.Wrap("make the account's folder in the state folder", c.State, err)
	}
	login := &ilink.Login{Client: client, Show: func(ilink.QRCode) {}}
	present, presentErr := ilink.LoadCredentials(path)
	if renew && presentErr == nil {
		login.LocalTokens = []ilink.Secret{present.BotToken}
	}
	if ui := c.Login; ui != nil {
		login.Show = func(code ilink.QRCode) { ui.Show(account, code.Content) }
		login.Say = func(e ilink.LoginEvent) {
			if e.Step != ilink.LoginConfirmed { // said below, once it is true on disk too
				ui.Say(account, loginWords(e))
			}
		}
		login.VerifyCode = func(ctx context.Context) (string, error) { return ui.VerifyCode(ctx, account) }
	}
	got, err := login.Run(ctx)
	switch {
	case errors.Is(err, ilink.ErrAlreadyConnected):
		return present, err
	case err != nil:
		return ilink.Credentials{}, fmt.Errorf("log in account %s: %w", account, err)
	}
	if err := ilink.SaveCredentials(path, got); err != nil {
		return ilink.Credentials{}, fmt.Errorf("save the login of account %s: %w", account, err)
	}
	_ = os.Remove(filepath.Join(filepath.Dir(path), "login.png")) // a code that was used is of no use
	if c.Login != nil {
		c.Login.Say(account, loginWords(ilink.LoginEvent{Step: ilink.LoginConfirmed}))
	}
	return got, nil
}

// ProbeLogin asks the service whether an account's present login is still good.
// The error matches [ilink.ErrStaleToken] if it is not, and
// [io/fs.ErrNotExist] if there is none; any other leaves the question open.
func ProbeLogin(ctx context.Context, c Config, account string) error {
	present, err := ilink.LoadCredentials(statedir.TokenPath(c.State, account))
	if err != nil {
		return err
	}
	client, err := loginClient(c)
	if err != nil {
		return err
	}
	client.Credentials = present
	return client.NotifyStart(ctx) // the one call that changes nothing for a bot that polls
}

// loginClient is a client without credentials, as c configures it.
func loginClient(c Config) (*ilink.Client, error) {
	if err := c.Require("ilink.proxy"); err != nil {
		return nil, err
	}
	var proxy *url.URL
	if c.ILink.Proxy != "" {
		var err error
		if proxy, err = url.Parse(c.ILink.Proxy); err != nil {
			return nil, &config.Error{Key: "ilink.proxy", Want: "want a URL"}
		}
	}
	client := &ilink.Client{
		HomeURL:    c.ILink.BaseURL,
		CDNBaseURL: c.ILink.CDNBaseURL,
		Hosts:      c.ILink.Hosts,
		BotAgent:   c.ILink.BotAgent,
		HTTP:       ilink.NewHTTPClient(proxy),
		Clock:      c.Clock,
	}
	if c.Logger != nil {
		client.Logger = c.Logger.Named("ilink")
	}
	return client, nil
}

// LoggedIn is one account and its login, for people: without the token.
type LoggedIn struct {
	Account string
	Login   *ilink.Credentials // nil: not logged in
	Err     error              // why token.json can not be used
}

// ListAccounts lists the accounts of the config and those that have a folder
// in the state, by name.
func ListAccounts(c Config) ([]LoggedIn, error) {
	names := make([]string, 0, len(c.Accounts))
	for name := range c.Accounts {
		names = append(names, name)
	}
	entries, err := os.ReadDir(filepath.Join(c.State, "accounts"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(names, e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	list := make([]LoggedIn, len(names))
	for i, name := range names {
		list[i].Account = name
		cred, err := ilink.LoadCredentials(statedir.TokenPath(c.State, name))
		switch {
		case err == nil:
			list[i].Login = &cred
		case !errors.Is(err, fs.ErrNotExist):
			list[i].Err = err
		}
	}
	return list, nil
}

// Logout removes an account's token.json; a running host takes notice by
// itself. It reports whether there was one. The service keeps the bot bound to
// the user until the next login, since the protocol has no logout.
func Logout(c Config, account string) (was bool, err error) {
	err = os.Remove(statedir.TokenPath(c.State, account))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
