package web

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// domains maps names to ASCII as browsers do: no transitional forms, and
// hyphens, underscores and the like let through.
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false),
	idna.CheckHyphens(false), idna.CheckJoiners(true), idna.BidiRule(), idna.VerifyDNSLength(false))

const forbiddenInHost = "\x00\t\n\r #/:<>?@[\\]^|"

func parseHost(s string, special bool) (string, error) {
	if strings.HasPrefix(s, "[") {
		if !strings.HasSuffix(s, "]") {
			return "", errors.New("the IPv6 address has no ]")
		}
		a, err := netip.ParseAddr(s[1 : len(s)-1])
		if err != nil || a.Is4() || a.Zone() != "" {
			return "", fmt.Errorf("%s is not an IPv6 address", s)
		}
		return "[" + formatIPv6(a.As16()) + "]", nil
	}
	if !special {
		if strings.ContainsAny(s, forbiddenInHost) {
			return "", fmt.Errorf("the host %q has a character that hosts must not have", s)
		}
		return escape(s, inControl), nil
	}
	name, err := domains.ToASCII(strings.ToValidUTF8(unescape(s), "\uFFFD"))
	if err != nil || name == "" {
		return "", fmt.Errorf("%q is not a host name", s)
	}
	name = strings.ToLower(name)
	if strings.ContainsAny(name, forbiddenInHost+"%\x7f") || strings.ContainsFunc(name, func(c rune) bool { return c < ' ' }) {
		return "", fmt.Errorf("the host %q has a character that hosts must not have", s)
	}
	if endsInNumber(name) {
		return parseIPv4(name)
	}
	return name, nil
}

func endsInNumber(name string) bool {
	parts := strings.Split(strings.TrimSuffix(name, "."), ".")
	last := parts[len(parts)-1]
	if last != "" && strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, err := parseIPv4Number(last)
	return err == nil
}

// parseIPv4 reads the forms that the platform takes for an IPv4 address:
// "127.1", "0x7f000001", "017700000001". Deciding here, before any rule is
// asked, is what keeps them from slipping past one.
func parseIPv4(name string) (string, error) {
	bad := fmt.Errorf("%q is not an IPv4 address", name)
	parts := strings.Split(strings.TrimSuffix(name, "."), ".")
	if len(parts) > 4 {
		return "", bad
	}
	var addr uint64
	for i, p := range parts {
		n, err := parseIPv4Number(p)
		if err != nil {
			return "", bad
		}
		if i < len(parts)-1 {
			if n > 255 {
				return "", bad
			}
			addr |= n << (8 * (3 - i))
			continue
		}
		if n >= 1<<(8*(5-len(parts))) {
			return "", bad
		}
		addr |= n
	}
	return netip.AddrFrom4([4]byte{byte(addr >> 24), byte(addr >> 16), byte(addr >> 8), byte(addr)}).String(), nil
}

func parseIPv4Number(s string) (uint64, error) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		s, base = s[2:], 16
		if s == "" {
			return 0, nil
		}
	case len(s) > 1 && s[0] == '0':
		s, base = s[1:], 8
	}
	if s == "" || s[0] == '+' || s[0] == '-' || strings.Contains(s, "_") {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseUint(s, base, 64)
	if errors.Is(err, strconv.ErrRange) {
		return math.MaxUint64, nil // a number, but too large: the caller refuses it
	}
	return n, err
}

// formatIPv6 writes an address in its shortest form, without the dotted tail
// that netip uses.
func formatIPv6(b [16]byte) string {
	var groups [8]uint16
	for i := range groups {
		groups[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	start, length := longestZeros(groups)
	var out strings.Builder
	for i := 0; i < 8; i++ {
		if i == start && length > 1 {
			out.WriteString("::")
			i += length - 1
			continue
		}
		if i > 0 && !strings.HasSuffix(out.String(), "::") {
			out.WriteByte(':')
		}
		out.WriteString(strconv.FormatUint(uint64(groups[i]), 16))
	}
	return out.String()
}

func longestZeros(groups [8]uint16) (start, length int) {
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && groups[i+n] == 0 {
			n++
		}
		if n > length {
			start, length = i, n
		}
		i += n
	}
	return start, length
}
