package ilink

import (
	"context"
	"errors"
	"fmt"
	"hotreply/internal/wait"
	"time"
)

// ErrAlreadyConnected is returned by [Login.Run] when the scanning user's bot
// is the one whose token was given in LocalTokens: nothing new is issued and
// those credentials stay valid.
var ErrAlreadyConnected = errors.New("already connected")

// Limits of a login, those of openclaw-weixin 2.4.9 (auth/login-qr.ts).
const (
	defaultMaxCodes      = 3
	defaultLoginDeadline = 8 * time.Minute
	loginGap             = time.Second // between an answer and the next question
)

// Login gets credentials by showing a QR code that the user scans.
type Login struct {
	Client *Client // without credentials, or with those to be replaced
	// LocalTokens are the tokens of the account being renewed: see [Client.GetQRCode].
	LocalTokens []Secret
	MaxCodes    int           // how many codes are shown before giving up; 0 = 3
	Deadline    time.Duration // how long it may take in all; 0 = 8 min
	// Show is called with each code; required. The code before is void then.
	Show func(QRCode)
	// Say is called with each step; may be nil.
	Say func(LoginEvent)
	// VerifyCode asks the operator for the digits that the phone shows; again
	// if they were wrong. Nil: a login that needs them fails.
	VerifyCode func(context.Context) (string, error)
	// Backoff is the wait after so many failed calls in a row; nil = [Backoff].
	Backoff func(attempt int) time.Duration
}

// LoginStep is what a [LoginEvent] tells.
type LoginStep string

// The steps of a login.
const (
	LoginScanned      LoginStep = "scanned"       // the code was scanned, the phone asks to confirm
	LoginRedirected   LoginStep = "redirected"    // another host goes on
	LoginVerifyCode   LoginStep = "verify code"   // the phone shows digits that are asked for now
	LoginWrongCode    LoginStep = "wrong code"    // the digits were wrong, they are asked for again
	LoginCodeBlocked  LoginStep = "code blocked"  // too many wrong digits; a new code follows
	LoginExpired      LoginStep = "expired"       // nobody scanned in time; a new code follows
	LoginRetrying     LoginStep = "retrying"      // a call failed, see Err
	LoginUnknown      LoginStep = "unknown state" // a status this program does not know, see Status
	LoginConfirmed    LoginStep = "confirmed"
	LoginAlreadyBound LoginStep = "already bound"
)

// LoginEvent is one step of a login, for the operator.
type LoginEvent struct {
	Step   LoginStep
	Code   int    // number of the QR code, from 1
	Status string // as on the wire, with LoginUnknown
	Err    error  // with LoginRetrying
}

// LoginGivenUpError: nobody confirmed a code in time.
type LoginGivenUpError struct {
	Codes int           // how many were shown
	After time.Duration // how long it took
	Err   error         // the last failure of the network, or nil
}

func (e *LoginGivenUpError) Error() string {
	s := fmt.Sprintf("login given up after %d QR codes and %s", e.Codes, e.After.Round(time.Second))
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the last failure of the network.
func (e *LoginGivenUpError) Unwrap() error { return e.Err }

// Hint says what people found to help, or what the network needs when no code
// could be had.
func (e *LoginGivenUpError) Hint() string {
	var last *Error
	if e.Codes == 0 && errors.As(e.Err, &last) {
		return firstOf(last.Hint(), "check the network, the proxy and base_url")
	}
	return "scan with a current WeChat on the phone (Me → Settings → Plugins must offer the bot) and confirm within two minutes"
}

// errLoginDeadline ends the context of a login that takes too long.
var errLoginDeadline = errors.New("login took too long")

// Run shows codes until one is confirmed and returns what the service issued.
// It ends with a [LoginGivenUpError], [ErrAlreadyConnected], the context's
// error, or a [HostError] when the service names a host that is not followed:
// a login that went on elsewhere could not work, and another scan would not
// help.
func (l *Login) Run(ctx context.Context) (Credentials, error) {
	k := l.Client.clock()
	start := k.Now()
	limit := l.Deadline
	if limit <= 0 {
		limit = defaultLoginDeadline
	}
	most := l.MaxCodes
	if most <= 0 {
		most = defaultMaxCodes
	}
	outer := ctx
	ctx, cancel := withDeadline(ctx, k, limit, errLoginDeadline)
	defer cancel()
	s := &loginRun{Login: l, localTokens: l.LocalTokens}
	for s.code < most {
		cred, err := s.oneCode(ctx)
		switch {
		case errors.Is(err, errDeadCode):
			continue
		case err == nil, outer.Err() != nil, ctx.Err() == nil:
			return cred, err
		}
		break // the deadline
	}
	return Credentials{}, &LoginGivenUpError{Codes: s.code, After: k.Now().Sub(start), Err: s.lastErr}
}

// errDeadCode says that a QR code will not be confirmed any more.
var errDeadCode = errors.New("QR code is dead")

// loginRun is the state of one Run.
type loginRun struct {
	*Login
	code     int   // number of the current code
	failures int   // calls that failed in a row
	lastErr  error // last failure of a call, nil after a success

	localTokens []Secret // empty once the service has refused them

	base    string // API base to poll
	pending string // verify code that the service has not judged yet
	scanned bool
}

func (s *loginRun) say(step LoginStep, status string, err error) {
	if s.Say != nil {
		s.Say(LoginEvent{Step: step, Code: s.code, Status: status, Err: err})
	}
}

// oneCode gets a code, shows it and follows it to its end.
func (s *loginRun) oneCode(ctx context.Context) (Credentials, error) {
	qr, err := s.newCode(ctx)
	if err != nil {
		return Credentials{}, err
	}
	s.code++
	s.base, s.pending, s.scanned = "", "", false // a new code starts at the home host
	s.Show(qr)
	for {
		asked := s.Client.clock().Now()
		st, err := s.Client.QRStatus(ctx, s.base, qr.Key, s.pending)
		if ctx.Err() != nil {
			return Credentials{}, ctx.Err()
		}
		pause := loginGap
		if err != nil {
			// The published client takes every failure for "wait"; a held
			// question that nobody answers is no failure at all.
			if !timedOut(err) && !cutShort(err, s.Client.clock().Now().Sub(asked)) {
				pause = s.failed(err)
			}
		} else {
			s.failures, s.lastErr = 0, nil
			cred, again, err := s.judge(ctx, st)
			if err != nil || cred != nil {
				return deref(cred), err
			}
			if again {
				continue
			}
		}
		if wait.For(ctx, s.Client.clock(), pause) != nil {
			return Credentials{}, ctx.Err()
		}
	}
}

func deref(c *Credentials) Credentials {
	if c == nil {
		return Credentials{}
	}
	return *c
}

// newCode asks for a code until there is one. A refusal is no verdict here:
// gateways and the service itself were seen to refuse a code and give one a
// moment later, and whoever waits at the phone can do nothing else.
func (s *loginRun) newCode(ctx context.Context) (QRCode, error) {
	for {
		qr, err := s.Client.GetQRCode(ctx, s.localTokens)
		if err == nil {
			s.failures, s.lastErr = 0, nil
			return qr, nil
		}
		if ctx.Err() != nil {
			return QRCode{}, err
		}
		if len(s.localTokens) > 0 && s.blamesTokens(err) {
			s.localTokens = nil
			continue
		}
		if wait.For(ctx, s.Client.clock(), s.failed(err)) != nil {
			return QRCode{}, ctx.Err()
		}
	}
}

// blamesTokens tells whether a refused request for a code is worth a try
// without the local tokens: the service answers -3 where one of them is dead
// (nanobot PR 5263). Any other refusal has to come twice.
func (s *loginRun) blamesTokens(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Ret == 0 && e.ErrCode == 0 {
		return false
	}
	return e.invalid() || e.stale() || s.failures > 0
}

// failed notes a failed call and returns how long to wait.
func (s *loginRun) failed(err error) time.Duration {
	s.failures++
	s.lastErr = err
	s.say(LoginRetrying, "", err)
	if s.Backoff != nil {
		return s.Backoff(s.failures)
	}
	return Backoff(s.failures)
}

// judge acts on a status: credentials or an error end the code, again asks
// without a pause.
func (s *loginRun) judge(ctx context.Context, st QRStatus) (cred *Credentials, again bool, err error) {
	switch st.Status {
	case StatusWait:
	case StatusScanned:
		s.pending = "" // it was right
		if !s.scanned {
			s.scanned = true
			s.say(LoginScanned, "", nil)
		}
	case StatusRedirect:
		return nil, false, s.redirect(st.RedirectHost)
	case StatusNeedVerifyCode:
		return nil, true, s.askCode(ctx)
	case StatusCodeBlocked:
		s.say(LoginCodeBlocked, "", nil)
		return nil, false, errDeadCode
	case StatusExpired:
		s.say(LoginExpired, "", nil)
		return nil, false, errDeadCode
	case StatusConfirmed:
		cred, err = s.confirm(st)
		return cred, false, err
	case StatusAlreadyBound:
		s.say(LoginAlreadyBound, "", nil)
		return nil, false, ErrAlreadyConnected
	default:
		s.say(LoginUnknown, excerpt([]byte(st.Status)), nil)
	}
	return nil, false, nil
}

// redirect goes on at the host named, if it is one of the service; with
// none named where it is.
func (s *loginRun) redirect(host string) error {
	if host == "" {
		return nil
	}
	base, err := s.Client.serviceURL("redirect_host", host, s.Client.homeURL())
	if err != nil {
		return err
	}
	if base != s.base {
		s.base = base
		s.say(LoginRedirected, "", nil)
	}
	return nil
}

func (s *loginRun) askCode(ctx context.Context) error {
	if s.VerifyCode == nil {
		return errors.New("the phone shows a verify code and nobody can be asked for it")
	}
	step := LoginVerifyCode
	if s.pending != "" {
		step = LoginWrongCode
	}
	s.say(step, "", nil)
	digits, err := s.VerifyCode(ctx)
	s.pending = digits
	return err
}

// confirm makes the credentials.
func (s *loginRun) confirm(st QRStatus) (*Credentials, error) {
	if st.BotToken == "" || st.BotID == "" {
		return nil, &Error{Op: "get_qrcode_status", HTTPStatus: 200, Left: true, Err: errors.New("confirmed without a bot token or id")}
	}
	cred := &Credentials{
		BotToken: st.BotToken, BotID: st.BotID, UserID: st.UserID,
		BaseURL: s.Client.homeURL(), SavedAt: s.Client.clock().Now(),
	}
	if st.BaseURL != "" {
		base, err := s.Client.serviceURL("baseurl", st.BaseURL, s.Client.homeURL())
		if err != nil {
			return nil, err
		}
		cred.BaseURL = base
	}
	if err := cred.bound(); err != nil {
		return nil, &Error{Op: "get_qrcode_status", HTTPStatus: 200, Left: true, Err: err}
	}
	s.say(LoginConfirmed, "", nil)
	return cred, nil
}
