package ilink

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Codes that the service puts in ret or errcode of a 200 answer.
const (
	// codeStale: the bot token is expired, replaced by a scan elsewhere,
	// missing or wrong. Until openclaw-weixin 2.4.6 named "session expired".
	codeStale = -14
	// codeRefused: a family of refusals of sendmessage and getuploadurl whose
	// errmsg tells little; see [RejectedError].
	codeRefused = -2
	// codeInvalid: the arguments of the call are not valid
	// (openclaw-weixin issue 243, nanobot's ERRCODE_INVALID_ARGUMENT).
	codeInvalid = -3
)

// ErrInvalidArguments is matched (with errors.Is) by an [Error] that carries -3
// in ret or errcode: the same call fails the same way again.
var ErrInvalidArguments = errors.New("invalid arguments")

// ErrStaleToken is matched (with errors.Is) by an [Error] that carries -14 in
// ret or errcode: only a new QR login helps.
var ErrStaleToken = errors.New("stale bot token")

// Error is a call that the service or the way to it made fail. Exactly one of
// these holds: Ret or ErrCode is not 0 (the service refused), HTTPStatus is
// not in 200–299 (something on the way refused), or Err says what broke.
type Error struct {
	Op         string        // endpoint, such as "sendmessage"
	HTTPStatus int           // 0 if no answer came
	Ret        int           // ret of the answer, 0 if absent
	ErrCode    int           // errcode of the answer, 0 if absent
	Msg        string        // errmsg of the answer, or the start of a non-JSON error page
	RetryAfter time.Duration // Retry-After of the answer, 0 if absent
	Err        error         // cause; nil when the service refused

	// Left tells whether the request, or a part of it, may have left this
	// machine. False means that the service can not have acted on it.
	Left bool

	unsendable bool // the message can not be put on the wire at all
}

// Error says what was tried, the numbers, and the cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.HTTPStatus != 0 && (e.HTTPStatus < 200 || e.HTTPStatus > 299) {
		fmt.Fprintf(&b, ": http %d", e.HTTPStatus)
	}
	if e.Ret != 0 {
		fmt.Fprintf(&b, ": ret %d", e.Ret)
	}
	if e.ErrCode != 0 {
		fmt.Fprintf(&b, ": errcode %d", e.ErrCode)
	}
	if e.Msg != "" {
		fmt.Fprintf(&b, ": %q", e.Msg)
	}
	switch {
	case e.stale():
		b.WriteString(": stale bot token")
	case e.invalid() && e.Msg == "":
		b.WriteString(": invalid arguments")
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is true for [ErrStaleToken] with -14 and for
// [ErrInvalidArguments] with -3, each in either field.
func (e *Error) Is(target error) bool {
	return target == ErrStaleToken && e.stale() || target == ErrInvalidArguments && e.invalid()
}

func (e *Error) invalid() bool { return e.Ret == codeInvalid || e.ErrCode == codeInvalid }

func (e *Error) stale() bool { return e.Ret == codeStale || e.ErrCode == codeStale }

// Hint is what the operator can do, or "".
func (e *Error) Hint() string {
	switch class := networkClass(e.Err); {
	case e.stale():
		return "the bot was connected elsewhere or the login ended; log in again with a QR code"
	case class == "dns":
		return "the name can not be resolved: check the network and base_url"
	case class == "tls":
		return "the certificate is not accepted: check the system's clock, its root certificates and the proxy"
	case class == "tcp":
		return "the service can not be reached: check the network, the proxy and base_url"
	case e.HTTPStatus == http.StatusForbidden, e.HTTPStatus == http.StatusUnauthorized:
		return "a proxy stands in the way, or another program polls with the same token"
	}
	return ""
}

// Fate is what is known of a request that failed: whether the service acted
// on it, and so what may be done next.
type Fate int

const (
	// FateUnknown: the error is not of this package. Treat it as FateLost.
	FateUnknown Fate = iota
	// FateNotSent: DNS, TCP or TLS failed before the request left; the service
	// knows nothing of it and it may be tried again.
	FateNotSent
	// FateServerError: HTTP 5xx, 408 or 429; the service did not act, try again later.
	FateServerError
	// FateLost: the request left and no usable answer came back; the service
	// may have acted.
	FateLost
	// FateRefused: the service, or something on the way, said no, or the message
	// could not even be put on the wire. Trying the same again is useless or harmful.
	FateRefused
	// FateStale: the bot token is dead (-14).
	FateStale
	// FateCanceled: the caller's context ended before the request left.
	FateCanceled
)

// String names the fate, for logs.
func (f Fate) String() string {
	switch f {
	case FateNotSent:
		return "not sent"
	case FateServerError:
		return "server error"
	case FateLost:
		return "answer lost"
	case FateRefused:
		return "refused"
	case FateStale:
		return "stale token"
	case FateCanceled:
		return "canceled"
	}
	return "unknown"
}

// FateOf judges an error of a [Client] method.
func FateOf(err error) Fate {
	var e *Error
	switch {
	case !errors.As(err, &e):
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return FateCanceled
		}
		return FateUnknown
	case e.stale():
		return FateStale
	case e.HTTPStatus >= 500, e.HTTPStatus == http.StatusRequestTimeout, e.HTTPStatus == http.StatusTooManyRequests:
		return FateServerError
	case e.Ret != 0, e.ErrCode != 0, e.HTTPStatus >= 300, e.unsendable:
		return FateRefused
	case e.Left:
		return FateLost
	case errors.Is(e.Err, context.Canceled):
		return FateCanceled
	}
	return FateNotSent
}
