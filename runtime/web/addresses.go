package web

import (
	"net/netip"
	"slices"
)

// metadata lists where clouds hand out credentials to whoever can connect.
// They are refused whatever the configuration says.
var metadata = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), // AWS, Azure, GCP, Oracle, Tencent
	netip.MustParseAddr("169.254.170.2"),   // AWS ECS
	netip.MustParseAddr("169.254.170.23"),  // AWS EKS
	netip.MustParseAddr("169.254.0.23"),    // Tencent Cloud
	netip.MustParseAddr("100.100.100.200"), // Alibaba Cloud
	netip.MustParseAddr("168.63.129.16"),   // Azure
	netip.MustParseAddr("fd00:ec2::254"),   // AWS over IPv6
	netip.MustParseAddr("fd20:ce::254"),    // GCP over IPv6
}

// closed lists the special ranges that [netip.Addr] has no predicate for.
// 198.18.0.0/15 is not among them: local proxies answer DNS with it for
// every public name.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("fec0::/10"),
}

// embedded lists the IPv6 ranges that carry an IPv4 address, and the byte it
// starts at.
var embedded = []struct {
	netip.Prefix
	at int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12}, // NAT64
	{netip.MustParsePrefix("2002::/16"), 2},     // 6to4
	{netip.MustParsePrefix("::/96"), 12},        // IPv4-compatible, obsolete
}

// plain strips what may stand around an address: its zone, and IPv6 around
// IPv4.
func plain(a netip.Addr) netip.Addr {
	a = a.WithZone("").Unmap()
	if a.Is4() || a.IsLoopback() || a.IsUnspecified() {
		return a
	}
	for _, e := range embedded {
		if e.Contains(a) {
			b := a.As16()
			return netip.AddrFrom4([4]byte(b[e.at : e.at+4]))
		}
	}
	return a
}

// isMetadata reports whether a is a cloud's metadata service. The address
// must be plain.
func isMetadata(a netip.Addr) bool { return slices.Contains(metadata, a) }

// isPrivate reports whether a is not on the public internet. The address must
// be plain.
func isPrivate(a netip.Addr) bool {
	if a.IsLoopback() || a.IsPrivate() || a.IsUnspecified() || a.IsLinkLocalUnicast() || a.IsMulticast() {
		return true
	}
	return slices.ContainsFunc(closed, func(p netip.Prefix) bool { return p.Contains(a) })
}
