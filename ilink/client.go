package ilink

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
)

// Addresses of the public service.
const (
	DefaultBaseURL    = "https://ilinkai.weixin.qq.com"
	DefaultCDNBaseURL = "https://novac2c.cdn.weixin.qq.com/c2c"
)

// The level of the protocol that this package speaks: that of the published
// client openclaw-weixin 2.4.9. The number is major<<16 | minor<<8 | patch.
const (
	channelVersion = "2.4.9"
	clientVersion  = "132105"
)

// How long a call may take, answer included (openclaw-weixin 2.4.9
// api/api.ts; it sets none for the QR code, where a dead line would hang).
const (
	timeoutQRCode = 30 * time.Second
	timeoutQRPoll = 35 * time.Second
	timeoutSend   = 15 * time.Second
	timeoutShort  = 10 * time.Second
)

// maxAnswer bounds an answer in memory. A batch of long texts stays far below.
const maxAnswer = 16 << 20

// Client calls the iLink service as one bot, or as nobody for a login.
//
// Its methods block until the answer is there or the context ends, and may be
// called by several goroutines at once. It has no goroutine of its own. The
// fields may not change once a method has been called.
type Client struct {
	// Credentials of the bot. A login works without.
	Credentials

	// HomeURL is the configured API base: QR codes come from there, and hosts
	// that the service names are judged by it. Empty: BaseURL, or else
	// [DefaultBaseURL].
	HomeURL string
	// CDNBaseURL is the configured CDN base; empty: [DefaultCDNBaseURL].
	CDNBaseURL string
	// Hosts are further hosts ("name" or "name:port") that the service may name.
	Hosts []string
	// BotAgent names the program to the service, for its logs only: products
	// like "mybot/1.0 (comment)". Whatever does not fit the grammar is left out.
	BotAgent string
	// RouteTag is sent as SKRouteTag if not empty; a deployment's own matter.
	RouteTag string

	// HTTP sends the requests; nil: [http.DefaultClient]. Redirects are never
	// followed, and its Timeout must exceed a held poll. One from
	// [NewHTTPClient] can also give up its connections after a sleep.
	HTTP *http.Client
	// Skew, if set, learns the service's clock from each answer's Date header.
	Skew *Skew
	// Logger gets requests at debug level and bodies, without secrets, at trace
	// level; nil: none.
	Logger hclog.Logger
	// Clock tells the time; nil: the machine's.
	Clock clock.Clock
}

// call is one request, before it is put on the wire.
type call struct {
	op      string // last element of the path, for errors and logs
	base    string // API base; "" = the client's
	path    string
	query   url.Values
	body    any           // nil makes a GET
	bare    bool          // a POST without bearer token (and base_info)
	timeout time.Duration // of the whole call, 0 = the context's alone
	into    *intake       // collects the answer, which then has its own time; nil for all but polls
}

// homeURL is the configured API base.
func (c *Client) homeURL() string { return firstOf(c.HomeURL, c.BaseURL, DefaultBaseURL) }

// apiURL is the API base of the bot.
func (c *Client) apiURL() string { return firstOf(c.BaseURL, c.HomeURL, DefaultBaseURL) }

func (c *Client) cdnURL() string { return firstOf(c.CDNBaseURL, DefaultCDNBaseURL) }

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (c *Client) http() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return http.DefaultClient
}

func (c *Client) logger() hclog.Logger {
	if c.Logger != nil {
		return c.Logger
	}
	return hclog.NewNullLogger()
}

func (c *Client) clock() clock.Clock { return clockOr(c.Clock) }

func clockOr(k clock.Clock) clock.Clock {
	if k != nil {
		return k
	}
	return clock.System{}
}

// info is the base_info of a request.
func (c *Client) info() baseInfo {
	return baseInfo{ChannelVersion: channelVersion, BotAgent: cleanBotAgent(c.BotAgent)}
}

// do sends one request and returns the answer if its status is in 200–299.
// Every error is an [Error]. Nothing is tried twice here.
func (c *Client) do(ctx context.Context, k call) (answer, error) {
	due := func(time.Duration) {}
	if k.into != nil {
		var cancel func()
		ctx, due, cancel = within(ctx, k.timeout)
		defer cancel()
	} else if k.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, k.timeout)
		defer cancel()
	}
	if ctx.Err() != nil {
		return answer{}, c.failed(ctx, k, false, ctx.Err()) // nothing leaves once it is over
	}
	var d departure
	req, err := c.request(d.trace(ctx), k)
	if err != nil {
		return answer{}, &Error{Op: k.op, Err: err}
	}
	before := c.clock().Now()
	resp, err := c.depart(req, &d)
	if err != nil {
		return answer{}, c.failed(ctx, k, d.over(), err)
	}
	defer resp.Body.Close()
	d.learn(resp.Header)
	date := c.observeDate(resp, before)
	body, err := readAnswer(resp, k, due)
	if log := c.logger(); log.IsDebug() {
		log.Debug("called", "op", k.op, "status", resp.StatusCode, "bytes", len(body), "took", c.clock().Now().Sub(before))
	}
	c.trace(k, body)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return answer{}, statusError(k.op, resp, body)
	}
	if err != nil {
		return answer{}, c.failed(ctx, k, true, err)
	}
	return answer{body: body, date: date}, nil
}

// depart sends the request. Where it met a kept connection that had ended, and
// nothing of it has left, it is sent on another one: net/http does so mostly,
// but not if the end is seen while it takes the connection.
func (c *Client) depart(req *http.Request, d *departure) (*http.Response, error) {
	for try := 1; ; try++ {
		resp, err := c.exchange(req)
		if err == nil || try == maxDepartures || req.Context().Err() != nil || !d.stranded() {
			return resp, err
		}
		if req.GetBody == nil {
			continue // there is none
		}
		if req.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
}

// maxDepartures is on how many connections a request is tried that none has
// taken a byte of.
const maxDepartures = 4

// exchange is one request and its answer. Redirects are not followed, as they
// would carry secrets elsewhere. A plain client adds nothing else to what its
// transport does, and copies much.
func (c *Client) exchange(req *http.Request) (*http.Response, error) {
	client := *c.http()
	if t := client.Transport; t != nil && client.Jar == nil && client.Timeout == 0 && req.URL.User == nil {
		resp, err := t.RoundTrip(req)
		if err == nil && resp.Body == nil {
			resp.Body = http.NoBody
		}
		return resp, err
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client.Do(req)
}

// within is ctx with an end after d that due moves to another time from now, or
// takes away with 0.
func within(ctx context.Context, d time.Duration) (_ context.Context, due func(time.Duration), cancel func()) {
	ctx, end := context.WithCancelCause(ctx)
	timer := time.AfterFunc(d, func() { end(context.DeadlineExceeded) })
	due = func(d time.Duration) {
		if timer.Stop(); d > 0 {
			timer.Reset(d)
		}
	}
	return ctx, due, func() { timer.Stop(); end(nil) }
}

func readAnswer(resp *http.Response, k call, due func(time.Duration)) ([]byte, error) {
	r := &squeezed{r: resp.Body}
	if k.into != nil && resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return k.into.read(r, due)
	}
	body, err := io.ReadAll(io.LimitReader(r, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = fmt.Errorf("answer is longer than %d bytes", maxAnswer)
	}
	return body, err
}

// trace logs both bodies without their secrets; what users wrote is in them.
func (c *Client) trace(k call, body []byte) {
	if log := c.logger(); log.IsTrace() {
		sent, _ := json.Marshal(k.body)
		log.Trace("bodies", "op", k.op, "sent", string(redact(sent)), "received", string(redact(body)))
	}
}

// failed makes the error of a call that brought no answer.
func (c *Client) failed(ctx context.Context, k call, left bool, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // drops the URL, whose query may hold a secret
	}
	if cause := context.Cause(ctx); cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	return &Error{Op: k.op, Left: left, Err: err}
}

// request puts k on the wire. Header names are set as the published client
// spells them, in its case.
func (c *Client) request(ctx context.Context, k call) (*http.Request, error) {
	target, err := joined(firstOf(k.base, c.apiURL()), k.path, k.query)
	if err != nil {
		return nil, err
	}
	method, body := http.MethodGet, io.Reader(nil)
	if k.body != nil {
		buf := bytes.NewBuffer(make([]byte, 0, 512))
		enc := json.NewEncoder(buf)
		enc.SetEscapeHTML(false) // "<" as it is, like everybody else
		if err := enc.Encode(k.body); err != nil {
			return nil, err
		}
		method, body = http.MethodPost, bytes.NewReader(bytes.TrimSpace(buf.Bytes())) // known length: no chunks
	}
	req, err := http.NewRequestWithContext(ctx, method, "", body)
	if err != nil {
		return nil, err
	}
	req.URL, req.Host = target, target.Host
	h := headers{into: make(http.Header, 8)}
	req.Header = h.into
	h.set("iLink-App-Id", "bot")
	h.set("iLink-App-ClientVersion", clientVersion)
	if tag := strings.TrimSpace(c.RouteTag); tag != "" {
		h.set("SKRouteTag", tag)
	}
	if k.body == nil {
		return req, nil
	}
	h.set("Content-Type", "application/json")
	h.set("AuthorizationType", "ilink_bot_token")
	h.set("X-WECHAT-UIN", newUIN())
	if token := strings.TrimSpace(c.BotToken.Reveal()); token != "" && !k.bare {
		h.set("Authorization", "Bearer "+token)
	}
	return req, nil
}

// headers sets those of one request, in the case that is given.
type headers struct {
	into   http.Header
	values [7]string
	n      int
}

func (h *headers) set(name, value string) {
	h.values[h.n] = value
	h.into[name] = h.values[h.n : h.n+1 : h.n+1]
	h.n++
}

// joined appends path to base, whose own path stays in front.
func joined(base, path string, query url.Values) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil || u.Host == "" {
		return nil, errors.New("base URL is not usable")
	}
	u.Host = strings.TrimSuffix(u.Host, ":")
	u.Path, u.RawPath, u.Fragment, u.RawFragment = strings.TrimSuffix(u.Path, "/")+"/"+path, "", "", ""
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return u, nil
}

// joinURL is joined as text.
func joinURL(base, path string, query url.Values) (string, error) {
	u, err := joined(base, path, query)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// newUIN is the nonce of one request: base64 of the decimal digits of a random
// uint32, not of its four bytes.
func newUIN() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return encodeUIN(binary.BigEndian.Uint32(b[:]))
}

func encodeUIN(n uint32) string {
	return base64.StdEncoding.EncodeToString(strconv.AppendUint(nil, uint64(n), 10))
}

func (c *Client) observeDate(resp *http.Response, before time.Time) time.Time {
	text := resp.Header.Get("Date")
	if text == "" {
		return time.Time{}
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return time.Time{}
	}
	if c.Skew != nil {
		c.Skew.Observe(date, before, c.clock().Now())
	}
	return date
}

// resetConnections makes the next request use a new connection, as far as the
// HTTP client allows.
func (c *Client) resetConnections() { c.http().CloseIdleConnections() }
