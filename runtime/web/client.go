package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"hotreply/internal/clock"
	"hotreply/internal/proxy"
)

// Options says what scripts' requests may do. The zero value refuses private
// addresses and allows every public host.
type Options struct {
	Allow     []string          // host patterns; nil means all
	Private   Private           // private addresses that may be reached
	Proxy     string            // URL; empty means the environment's (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY)
	Timeout   time.Duration     // for an answer, and for each silence in its body; 0 means 30s
	Console   func() string     // host:port of the console, never reached; may change
	UserAgent string            // empty means "hotreply"
	Transport http.RoundTripper // stands in for the network, in rule tests
	Resolver  *net.Resolver     // nil means the system's
	Clock     clock.Clock       // for Timeout; nil means the machine's
}

// A Client makes requests under the rules of its options. It is safe for use
// by several goroutines, and its connections are shared by all scripts.
type Client struct {
	policy    policy
	timeout   time.Duration
	userAgent string
	resolver  *net.Resolver
	proxy     proxy.Func
	direct    http.RoundTripper // every dial checked
	proxied   http.RoundTripper // the dial to the proxy unchecked; targets are checked before
	stub      http.RoundTripper
	clock     clock.Clock
}

const maxRedirects = 20

// NewClient returns a client. Its error is about o.Proxy.
func NewClient(o Options) (*Client, error) {
	c := &Client{
		policy:    policy{allow: o.Allow, private: o.Private, console: o.Console},
		timeout:   o.Timeout,
		userAgent: o.UserAgent,
		resolver:  o.Resolver,
		proxy:     proxy.FromEnvironment(),
		stub:      o.Transport,
		clock:     o.Clock,
	}
	if c.clock == nil {
		c.clock = clock.System{}
	}
	if c.policy.allow == nil {
		c.policy.allow = []string{"*"}
	}
	if c.timeout == 0 {
		c.timeout = 30 * time.Second
	}
	if c.userAgent == "" {
		c.userAgent = "hotreply"
	}
	if c.resolver == nil {
		c.resolver = net.DefaultResolver
	}
	if o.Proxy != "" {
		u, err := url.Parse(o.Proxy)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("http.proxy: %q is not a URL such as http://127.0.0.1:7890", o.Proxy)
		}
		c.proxy = http.ProxyURL(u)
	}
	c.direct = c.transport(&net.Dialer{Resolver: c.resolver, ControlContext: c.control}, nil)
	c.proxied = c.transport(&net.Dialer{}, c.proxy)
	return c, nil
}

func (c *Client) transport(d *net.Dialer, proxy func(*http.Request) (*url.URL, error)) http.RoundTripper {
	d.Timeout, d.KeepAlive = 15*time.Second, 30*time.Second
	return &http.Transport{
		Proxy: proxy,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return d.DialContext(context.WithValue(ctx, targetKey{}, addr), network, addr)
		},
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          64,
		IdleConnTimeout:       60 * time.Second,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// targetKey is the context key for the host:port that a dial is for.
type targetKey struct{}

// control sees every address the dialer is about to connect to, after DNS.
func (c *Client) control(ctx context.Context, _, address string, _ syscall.RawConn) error {
	addr, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("dial %s: %w", address, err)
	}
	target, _ := ctx.Value(targetKey{}).(string)
	return c.policy.checkAddr(target, addr)
}

// Do sends a request and follows redirects, each checked like the first. The
// body must be closed; the request's context ends everything. Errors that the
// rules cause hold a [RefusedError]; an answer that does not come in time, and
// a body that does not go on, a [TimeoutError].
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	p := c.patience(ctx, cancel, req)
	var resp *http.Response
	err := p.wait(func() (err error) {
		resp, err = c.do(req.WithContext(ctx), "follow")
		return err
	})
	if err != nil {
		cancel(nil)
		return nil, err
	}
	resp.Body = &patientBody{resp.Body, p}
	return resp, nil
}

func (c *Client) do(req *http.Request, redirect string) (*http.Response, error) {
	if err := c.policy.checkURL(req.URL); err != nil {
		return nil, err
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", c.userAgent)
	}
	hc := http.Client{Transport: c, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		switch {
		case redirect == "manual":
			return http.ErrUseLastResponse
		case redirect == "error":
			return fmt.Errorf("redirect to %s, and redirect is \"error\"", next.URL.Redacted())
		case len(via) > maxRedirects:
			return fmt.Errorf("more than %d redirects", maxRedirects)
		}
		return c.policy.checkURL(next.URL)
	}}
	resp, err := hc.Do(req)
	return resp, bare(err)
}

// bare strips what [http.Client] and the dialer put around an error: the
// caller names method and URL, and a refusal names its address.
func bare(err error) error {
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return refused
	}
	if ue := (*url.Error)(nil); errors.As(err, &ue) {
		return ue.Err
	}
	return err
}

// RoundTrip sends one request, no redirects. It is there for [http.Client];
// callers want [Client.Do].
func (c *Client) RoundTrip(req *http.Request) (*http.Response, error) {
	if c.stub != nil {
		resp, err := c.stub.RoundTrip(req)
		if resp != nil && resp.Request == nil {
			resp.Request = req
		}
		return resp, err
	}
	through, err := c.proxy(req)
	if err != nil {
		return nil, err
	}
	if through == nil {
		return c.direct.RoundTrip(req)
	}
	if err := c.checkTarget(req.Context(), req.URL); err != nil {
		return nil, err
	}
	return c.proxied.RoundTrip(req)
}
