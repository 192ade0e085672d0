package config

import (
	"fmt"
	"hotreply/internal/units"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// about says what the key is for.
func (k Key) about(english, chinese string) Key {
	k.About = Text{english, chinese}
	return k
}

// newKey makes a key whose default is that of a field.
func newKey[F any](name string, takes Text, field func(*Config) *F, set func(*Config, any) bool) Key {
	d := Default()
	return Key{Name: name, Takes: takes, Default: literal(*field(&d)), set: set}
}

// literal is a value as config.toml writes it.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case time.Duration:
		return strconv.Quote(units.FormatHours(v))
	case int64:
		return strconv.Quote(units.FormatSize(v))
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = strconv.Quote(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return fmt.Sprint(v)
}

// setAs makes the setter of a key whose TOML type is T: parse turns the value
// into what the field holds, or refuses it.
func setAs[T, F any](field func(*Config) *F, parse func(T) (F, bool)) func(*Config, any) bool {
	return func(c *Config, v any) bool {
		t, ok := v.(T)
		if !ok {
			return false
		}
		f, ok := parse(t)
		if ok {
			*field(c) = f
		}
		return ok
	}
}

func textKey(name string, takes Text, field func(*Config) *string) Key {
	return newKey(name, takes, field, setAs(field, func(s string) (string, bool) { return s, true }))
}

func pathKey(name string, field func(*Config) *string) Key {
	takes := Text{`a folder, on Windows with / or in single quotes: 'C:\bots'`, `文件夹；Windows 上用 / 或单引号：'C:\bots'`}
	return newKey(name, takes, field, setAs(field, func(s string) (string, bool) { return s, isFolder(s) }))
}

func boolKey(name string, field func(*Config) *bool) Key {
	return newKey(name, Text{"true or false", "true 或 false"}, field, setAs(field, func(b bool) (bool, bool) { return b, true }))
}

func intKey(name string, least, most int, field func(*Config) *int) Key {
	takes := Text{fmt.Sprintf("a whole number from %d to %d", least, most), fmt.Sprintf("%d 到 %d 的整数", least, most)}
	return newKey(name, takes, field,
		setAs(field, func(n int64) (int, bool) { return int(n), n >= int64(least) && n <= int64(most) }))
}

func durationKey(name string, least, most time.Duration, field func(*Config) *time.Duration) Key {
	d := Default()
	bounds := []any{units.FormatHours(least), units.FormatHours(most), units.FormatHours(*field(&d))}
	takes := Text{fmt.Sprintf("a duration from %q to %q such as %q", bounds...), fmt.Sprintf("%q 到 %q 的时长，如 %q", bounds...)}
	return newKey(name, takes, field,
		setAs(field, func(s string) (time.Duration, bool) {
			d, err := units.ParseDuration(s)
			return d, err == nil && d >= least && d <= most
		}))
}

func sizeKey(name string, least int64, field func(*Config) *int64) Key {
	bound := units.FormatSize(least)
	takes := Text{fmt.Sprintf("a size of at least %q such as \"512MB\"", bound), fmt.Sprintf("至少 %q 的大小，如 \"512MB\"", bound)}
	return newKey(name, takes, field,
		setAs(field, func(s string) (int64, bool) {
			n, err := units.ParseSize(s)
			return n, err == nil && n >= least
		}))
}

func choiceKey(name string, choices []string, field func(*Config) *string) Key {
	quoted := make([]string, len(choices))
	for i, c := range choices {
		quoted[i] = strconv.Quote(c)
	}
	last := len(quoted) - 1
	takes := Text{strings.Join(quoted[:last], ", ") + " or " + quoted[last], strings.Join(quoted[:last], "、") + " 或 " + quoted[last]}
	return newKey(name, takes, field, setAs(field, func(s string) (string, bool) { return s, slices.Contains(choices, s) }))
}

func urlKey(name string, mayBeEmpty bool, field func(*Config) *string) Key {
	takes := Text{`a URL such as "https://example.com"`, `网址，如 "https://example.com"`}
	if mayBeEmpty {
		takes = Text{`a URL such as "http://127.0.0.1:7890", or ""`, `网址，如 "http://127.0.0.1:7890"，或 ""`}
	}
	key := newKey(name, takes, field,
		setAs(field, func(s string) (string, bool) {
			if s == "" {
				return s, mayBeEmpty
			}
			u, err := url.Parse(s)
			schemes := []string{"http", "https"}
			if mayBeEmpty {
				schemes = append(schemes, "socks5", "socks5h")
			}
			return s, err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
		}))
	key.secret = mayBeEmpty // proxies may hold a password
	return key
}

func listKey(name string, takes Text, good func(string) bool, field func(*Config) *[]string) Key {
	return newKey(name, takes, field, setAs(field, func(v []any) ([]string, bool) { return stringList(v, good) }))
}

func stringList(v []any, good func(string) bool) ([]string, bool) {
	var list []string
	for _, e := range v {
		s, ok := e.(string)
		if !ok || !good(s) {
			return nil, false
		}
		list = append(list, s)
	}
	return list, true
}

func notEmpty(s string) bool { return s != "" }

// isFolder refuses the control characters that TOML reads in "C:\bots".
func isFolder(s string) bool { return s != "" && !strings.ContainsFunc(s, unicode.IsControl) }

// isHostPattern refuses what people paste instead of a host: URLs and paths.
func isHostPattern(s string) bool { return s != "" && !strings.ContainsAny(s, "/ @?#") }

func setTimezone(c *Config, v any) bool {
	name, ok := v.(string)
	if !ok {
		return false
	}
	c.Timezone = nil
	if name == "" {
		return true
	}
	zone, err := time.LoadLocation(name)
	c.Timezone = zone
	return err == nil
}

func setConsoleListen(c *Config, v any) bool {
	addr, ok := v.(string)
	if !ok {
		return false
	}
	c.Console.Listen, c.Console.Chosen = addr, true
	if addr == "" {
		return true
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(port)
	return err == nil && n >= 0 && n <= 65535
}

func setPrivate(c *Config, v any) bool {
	switch v := v.(type) {
	case bool:
		c.HTTP.Private = PrivateHosts{All: v}
		return true
	case []any:
		hosts, ok := stringList(v, isHostPattern)
		c.HTTP.Private = PrivateHosts{Hosts: hosts}
		return ok
	}
	return false
}
