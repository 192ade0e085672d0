package ilink

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"hotreply/internal/lazyregexp"
)

// HostError: the service named a host that is not to be followed.
type HostError struct {
	Field string // "baseurl", "redirect_host", "full_url" or "upload_full_url"
	Host  string // as far as it could be read, without what may be secret beside it

	odd bool // the address is of a form that is never followed
}

func (e *HostError) Error() string {
	if e.odd {
		return fmt.Sprintf("%s names %q in an address that is not followed: it has to be an http address without a user name", e.Field, e.Host)
	}
	return fmt.Sprintf("%s names the host %q, which is not of the service", e.Field, e.Host)
}

// Hint says how to allow it.
func (e *HostError) Hint() string {
	if e.odd {
		return "a proxy or another program may have answered in the service's place: check base_url and the network"
	}
	return "if it is right, add it to hosts under [ilink] in config.toml"
}

// serviceDomains end the names of the service's hosts. Accounts outside mainland
// China live at ilinkai.wechat.com (hermes-agent PR 89983).
var serviceDomains = [...]string{".weixin.qq.com", ".wechat.com"}

func isServiceName(host string) bool {
	for _, d := range serviceDomains {
		if strings.HasSuffix(host, d) {
			return true
		}
	}
	return false
}

// ServiceOf tells services apart by an API base: all hosts of WeChat's are one,
// as the service itself sends clients from one to another; any other host is
// one of its own.
func ServiceOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	if isServiceName("." + strings.ToLower(u.Hostname())) {
		return strings.TrimPrefix(serviceDomains[0], ".")
	}
	return u.Host
}

// plainHost is a DNS name or IPv4 address. Anything richer would invite
// readings on which two programs differ.
var plainHost = lazyregexp.New(`^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$`)

// serviceURL judges an address that the service named: a bare host, host:port
// or URL. It may be followed if its host is that of the configured API or CDN
// base (any port), ends in one of serviceDomains, or stands in Hosts. The result
// has the scheme of base, which is the configured one; path and query stay.
func (c *Client) serviceURL(field, named, base string) (string, error) {
	named = strings.TrimSpace(named)
	text := named
	if !strings.Contains(named, "://") {
		text = "//" + strings.TrimPrefix(named, "//")
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return "", &HostError{Field: field, Host: hostIn(text), odd: true}
	}
	host, port := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	if !c.isServiceHost(host, port) {
		return "", &HostError{Field: field, Host: excerpt([]byte(u.Host))}
	}
	home, err := url.Parse(base)
	if err != nil {
		return "", &HostError{Field: field, Host: excerpt([]byte(u.Host))}
	}
	u.Scheme, u.Fragment = home.Scheme, ""
	return u.String(), nil
}

// hostIn is what stands for the host in an address that may be none: nothing of
// a password, a path or a query.
func hostIn(address string) string {
	_, rest, _ := strings.Cut(address, "//")
	if i := strings.IndexAny(rest, "/?#\\"); i >= 0 {
		rest = rest[:i]
	}
	return excerpt([]byte(rest[strings.LastIndex(rest, "@")+1:]))
}

func (c *Client) isServiceHost(host, port string) bool {
	if host == "" {
		return false
	}
	for _, base := range []string{c.homeURL(), c.cdnURL()} {
		if u, err := url.Parse(base); err == nil && strings.EqualFold(u.Hostname(), host) {
			return true
		}
	}
	if !plainHost.MatchString(host) {
		return false
	}
	return isServiceName(host) || slices.ContainsFunc(c.Hosts, func(h string) bool {
		h = strings.ToLower(strings.TrimSpace(h))
		return h == host || port != "" && h == host+":"+port
	})
}
