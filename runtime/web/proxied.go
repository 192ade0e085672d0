package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotreply/internal/hint"
)

// lookupPatience is how long a name is looked up that a proxy will look up
// again: where only the proxy knows names, servers may never answer.
const lookupPatience = 2 * time.Second

// localSuffixes end the names that mean something else on every network; a
// proxy must not be asked for its own.
var localSuffixes = []string{"localhost", "local", "localdomain", "lan", "home", "home.arpa", "internal", "intranet", "corp", "private"}

// checkTarget asks whether a proxy may be asked for the host of u. Addresses
// are judged as they are. The proxy resolves names; one that this machine can
// resolve too must not be private here, and one that it can not is the proxy's
// if it is a public one by its form.
func (c *Client) checkTarget(ctx context.Context, u *url.URL) error {
	port, err := strconv.ParseUint(portOf(u), 10, 16)
	if err != nil {
		return fmt.Errorf("port of %s: %w", u.Host, err)
	}
	target := net.JoinHostPort(u.Hostname(), portOf(u))
	addrs, err := c.addressesOf(ctx, u.Hostname())
	if err != nil {
		return c.checkUnknown(ctx, target, u.Hostname(), err)
	}
	for _, a := range addrs {
		if err := c.policy.checkAddr(target, netip.AddrPortFrom(a, uint16(port))); err != nil {
			return err
		}
	}
	return nil
}

// addressesOf is what a host means on this machine. It is read as the request
// will write it: a number in any form that some system takes for an address is
// one here, for a proxy may take it so.
func (c *Client) addressesOf(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	name, err := asciiHost(host)
	if err != nil {
		return nil, &RefusedError{Target: host, Reason: err.Error()}
	}
	if a, err := netip.ParseAddr(name); err == nil {
		return []netip.Addr{a}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookupPatience)
	defer cancel()
	return c.resolver.LookupNetIP(ctx, "ip", name)
}

// checkUnknown judges a host that could not be looked up.
func (c *Client) checkUnknown(ctx context.Context, target, host string, err error) error {
	var refused *RefusedError
	switch {
	case errors.As(err, &refused):
		return refused
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case c.policy.private.All || c.policy.named(target, netip.AddrPort{}):
		return nil
	case isLocalName(host):
		// No proxy is asked for it either: there it may mean anything.
		return hint.New(fmt.Sprintf("to let the proxy look it up, add %q to private under [http] in config.toml", target),
			"%s is a name of a local network, and this machine does not know it: %w", hostOf(target), err)
	}
	return nil
}

// isLocalName reports whether a name has a meaning on some networks only.
func isLocalName(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	return !strings.Contains(name, ".") || slices.ContainsFunc(localSuffixes, func(suffix string) bool {
		return name == suffix || strings.HasSuffix(name, "."+suffix)
	})
}
