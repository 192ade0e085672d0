package session

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
	"hotreply/internal/clock"
)

// UI is how a login talks to a person. Its methods are called from the
// goroutine of the account that logs in; several accounts may log in at once.
type UI interface {
	// Show presents a new code to scan; link is what the QR encodes.
	Show(account, link string)
	// Say tells how the login goes on: one sentence, lower case.
	Say(account, text string)
	// VerifyCode asks for the digits that WeChat shows on the phone.
	VerifyCode(ctx context.Context, account string) (string, error)
}

// Service says where the service is and how it is called.
type Service struct {
	BaseURL    string // where logins begin
	CDNBaseURL string
	BotAgent   string
	Hosts      []string     // further hosts that the service may send clients to
	HTTP       *http.Client // must not be nil
	Clock      clock.Clock  // nil is the machine's
	Log        hclog.Logger // nil logs nothing
}

// client is a client without credentials.
func (s *Service) client() *ilink.Client {
	c := &ilink.Client{
		HomeURL: s.BaseURL, CDNBaseURL: s.CDNBaseURL, Hosts: s.Hosts, BotAgent: s.BotAgent,
		HTTP: s.HTTP, Clock: s.Clock,
	}
	if s.Log != nil {
		c.Logger = s.Log.Named("ilink")
	}
	return c
}

// Scan shows QR codes through ui, nil for nobody, until one is confirmed, and
// saves what the service issued as the account's token.json. With renew the
// account's present token goes along, so that the service can tell that it is
// still good; then this returns it with [ilink.ErrAlreadyConnected]. Other
// errors: those of [ilink.Login.Run], a *[statedir.FolderError], and what the
// system says of the file.
func Scan(ctx context.Context, s Service, state, account string, ui UI, renew bool) (ilink.Credentials, error) {
	path := statedir.TokenPath(state, account)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return ilink.Credentials{}, statedir.Wrap("make the account's folder in the state folder", state, err)
	}
	login := &ilink.Login{Client: s.client(), Show: func(ilink.QRCode) {}}
	present, presentErr := ilink.LoadCredentials(path)
	if renew && presentErr == nil {
		login.LocalTokens = []ilink.Secret{present.BotToken}
	}
	if ui != nil {
		login.Show = func(code ilink.QRCode) { ui.Show(account, code.Content) }
		login.Say = func(e ilink.LoginEvent) {
			if e.Step != ilink.LoginConfirmed { // said below, once it is true on disk too
				ui.Say(account, words(e))
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
	if ui != nil {
		ui.Say(account, words(ilink.LoginEvent{Step: ilink.LoginConfirmed}))
	}
	return got, nil
}

// Probe asks the service whether an account's present login is still good. The
// error matches [ilink.ErrStaleToken] if it is not, and [io/fs.ErrNotExist] if
// there is none; any other leaves the question open.
func Probe(ctx context.Context, s Service, state, account string) error {
	present, err := ilink.LoadCredentials(statedir.TokenPath(state, account))
	if err != nil {
		return err
	}
	client := s.client()
	client.Credentials = present
	return client.NotifyStart(ctx) // the one call that changes nothing for a bot that polls
}
