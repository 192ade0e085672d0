// Package proxy finds the proxy of a request, the same for every part of the
// program: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as curl reads them,
// in capital or small letters.
package proxy

import (
	"cmp"
	"fmt"
	"hotreply/internal/hint"
	"net/http"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// Func says which proxy a request goes through; nil is none. It has the form
// of [http.Transport.Proxy].
type Func func(*http.Request) (*url.URL, error)

// FromEnvironment reads the environment once. ALL_PROXY stands in for what
// HTTP_PROXY or HTTPS_PROXY leave empty. Requests to this machine and to what
// NO_PROXY lists go through none. The function's error is a *[hint.Error], which
// names the variable but not its value: that may hold a password.
func FromEnvironment() Func {
	all, allName := lookup("ALL_PROXY")
	use := httpproxy.FromEnvironment() // NO_PROXY, and whether this is a CGI program
	broken := map[string]error{}
	for scheme, field := range map[string]*string{"http": &use.HTTPProxy, "https": &use.HTTPSProxy} {
		_, name := lookup(strings.ToUpper(scheme) + "_PROXY")
		if *field == "" {
			*field, name = all, allName
		}
		u, err := parse(*field)
		if err != nil {
			broken[scheme] = hint.New("write it like http://127.0.0.1:7890 or socks5://127.0.0.1:1080, or unset "+name, "the proxy in %s: %v", name, err)
			*field = "http://proxy.invalid" // keeps its place, so that NO_PROXY is asked
		} else if u != nil {
			*field = u.String()
		}
	}
	choose := use.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) {
		u, err := choose(r.URL)
		if u != nil && broken[r.URL.Scheme] != nil {
			return nil, broken[r.URL.Scheme]
		}
		return u, err
	}
}

// lookup is a variable's value and the name that it was found under.
func lookup(name string) (value, found string) {
	if v := os.Getenv(name); v != "" {
		return v, name
	}
	small := strings.ToLower(name)
	if v := os.Getenv(small); v != "" {
		return v, small
	}
	return "", name
}

// parse reads an address of a proxy; nil is none. A scheme may be left out:
// then it is http. "socks" is what desktops write for socks5.
func parse(address string) (*url.URL, error) {
	if address == "" {
		return nil, nil
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("it is no URL")
	}
	switch u.Scheme = cmp.Or(map[string]string{"socks": "socks5"}[u.Scheme], u.Scheme); u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u, nil
	}
	return nil, fmt.Errorf("%s is a kind of proxy that is not supported", u.Scheme)
}
