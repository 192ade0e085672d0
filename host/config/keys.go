package config

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hotreply/internal/units"
)

// A Key ties one key of config.toml to its place in [Config]: what it takes, in
// words, and how a TOML value gets there.
type Key struct {
	Name string // dotted, such as "send.quota"
	Want string // what it takes, as an error says after "want"
	// set puts v into c and reports whether v is acceptable.
	set func(c *Config, v any) bool
	// secret values never appear in errors.
	secret bool
}

// Keys is every key with a fixed name. [env] and [accounts.NAME] are the
// two tables whose keys the user names.
func Keys() []Key {
	return []Key{
		pathKey("scripts", func(c *Config) *string { return &c.Scripts }),
		pathKey("state", func(c *Config) *string { return &c.State }),
		{Name: "timezone", Want: `a zone name such as "Asia/Shanghai", or "" for the machine's`, set: setTimezone},

		urlKey("ilink.base_url", false, func(c *Config) *string { return &c.ILink.BaseURL }),
		urlKey("ilink.cdn_base_url", false, func(c *Config) *string { return &c.ILink.CDNBaseURL }),
		textKey("ilink.bot_agent", "a name such as \"mybot/1.0\"", func(c *Config) *string { return &c.ILink.BotAgent }),
		urlKey("ilink.proxy", true, func(c *Config) *string { return &c.ILink.Proxy }),
		listKey("ilink.hosts", "a list of host names such as [\"example.com\"]", isHostPattern, func(c *Config) *[]string { return &c.ILink.Hosts }),

		durationKey("send.spacing", 0, time.Hour, func(c *Config) *time.Duration { return &c.Send.Spacing }),
		boolKey("send.split", func(c *Config) *bool { return &c.Send.Split }),
		intKey("send.split_at", 1, 16384, func(c *Config) *int { return &c.Send.SplitAt }),
		choiceKey("send.markdown", []string{"wechat", "raw"}, func(c *Config) *string { return &c.Send.Markdown }),
		intKey("send.quota", 0, 1_000_000, func(c *Config) *int { return &c.Send.Quota }),
		durationKey("send.window", 2*time.Minute, 365*24*time.Hour, func(c *Config) *time.Duration { return &c.Send.Window }),
		boolKey("send.older_tokens", func(c *Config) *bool { return &c.Send.OlderTokens }),
		boolKey("send.repeat_lost", func(c *Config) *bool { return &c.Send.RepeatLost }),

		sizeKey("media.max_size", 1<<10, func(c *Config) *int64 { return &c.Media.MaxSize }),

		durationKey("rules.handler_timeout", time.Millisecond, 24*time.Hour, func(c *Config) *time.Duration { return &c.Rules.HandlerTimeout }),
		durationKey("rules.cpu_timeout", time.Millisecond, time.Hour, func(c *Config) *time.Duration { return &c.Rules.CPUTimeout }),
		sizeKey("rules.memory_limit", 32<<20, func(c *Config) *int64 { return &c.Rules.MemoryLimit }),
		intKey("rules.attempts", 1, 1000, func(c *Config) *int { return &c.Rules.Attempts }),
		boolKey("rules.typing", func(c *Config) *bool { return &c.Rules.Typing }),
		textKey("rules.error_reply", "a text, or \"\" to send nothing", func(c *Config) *string { return &c.Rules.ErrorReply }),
		boolKey("rules.tell_owner", func(c *Config) *bool { return &c.Rules.TellOwner }),
		listKey("rules.read", "a list of folders such as [\"pictures\"]", isFolder, func(c *Config) *[]string { return &c.Rules.Read }),
		intKey("rules.inbox_limit", 1, 1_000_000_000, func(c *Config) *int { return &c.Rules.InboxLimit }),
		choiceKey("rules.watch", []string{"auto", "notify", "poll", "off"}, func(c *Config) *string { return &c.Rules.Watch }),

		listKey("access.allow", "a list of user ids such as [\"abc@im.wechat\"]", notEmpty, func(c *Config) *[]string { return &c.Access.Allow }),

		{Name: "console.listen", Want: `an address such as "127.0.0.1:8686", or "" for off`, set: setConsoleListen},
		{Name: "console.token", Want: `a text such as "$HOTREPLY_TOKEN"`, set: textKey("", "", func(c *Config) *string { return &c.Console.Token }).set, secret: true},

		listKey("http.allow", "a list of hosts such as [\"*.example.com\"]", isHostPattern, func(c *Config) *[]string { return &c.HTTP.Allow }),
		{Name: "http.private", Want: `true, false or a list such as ["localhost:11434"]`, set: setPrivate},
		urlKey("http.proxy", true, func(c *Config) *string { return &c.HTTP.Proxy }),
		durationKey("http.timeout", time.Millisecond, 24*time.Hour, func(c *Config) *time.Duration { return &c.HTTP.Timeout }),

		choiceKey("log.level", []string{"trace", "debug", "info", "warn", "error", "off"}, func(c *Config) *string { return &c.Log.Level }),
		choiceKey("log.format", []string{"text", "json"}, func(c *Config) *string { return &c.Log.Format }),
	}
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

func textKey(name, want string, field func(*Config) *string) Key {
	return Key{Name: name, Want: want, set: setAs(field, func(s string) (string, bool) { return s, true })}
}

func pathKey(name string, field func(*Config) *string) Key {
	want := `a folder, on Windows with / or in single quotes: 'C:\bots'`
	return Key{Name: name, Want: want, set: setAs(field, func(s string) (string, bool) { return s, isFolder(s) })}
}

func boolKey(name string, field func(*Config) *bool) Key {
	return Key{Name: name, Want: "true or false", set: setAs(field, func(b bool) (bool, bool) { return b, true })}
}

func intKey(name string, least, most int, field func(*Config) *int) Key {
	return Key{Name: name, Want: fmt.Sprintf("a whole number from %d to %d", least, most),
		set: setAs(field, func(n int64) (int, bool) { return int(n), n >= int64(least) && n <= int64(most) })}
}

func durationKey(name string, least, most time.Duration, field func(*Config) *time.Duration) Key {
	defaults := Default()
	want := fmt.Sprintf("a duration from %q to %q such as %q", units.FormatHours(least), units.FormatHours(most), units.FormatHours(*field(&defaults)))
	return Key{Name: name, Want: want,
		set: setAs(field, func(s string) (time.Duration, bool) {
			d, err := units.ParseDuration(s)
			return d, err == nil && d >= least && d <= most
		})}
}

func sizeKey(name string, least int64, field func(*Config) *int64) Key {
	return Key{Name: name, Want: fmt.Sprintf("a size of at least %q such as \"512MB\"", units.FormatSize(least)),
		set: setAs(field, func(s string) (int64, bool) {
			n, err := units.ParseSize(s)
			return n, err == nil && n >= least
		})}
}

func choiceKey(name string, choices []string, field func(*Config) *string) Key {
	quoted := make([]string, len(choices))
	for i, c := range choices {
		quoted[i] = strconv.Quote(c)
	}
	last := len(quoted) - 1
	want := strings.Join(quoted[:last], ", ") + " or " + quoted[last]
	return Key{Name: name, Want: want, set: setAs(field, func(s string) (string, bool) { return s, slices.Contains(choices, s) })}
}

func urlKey(name string, mayBeEmpty bool, field func(*Config) *string) Key {
	want := `a URL such as "https://example.com"`
	if mayBeEmpty {
		want = `a URL such as "http://127.0.0.1:7890", or ""`
	}
	return Key{Name: name, Want: want, secret: mayBeEmpty, // proxies may hold a password
		set: setAs(field, func(s string) (string, bool) {
			if s == "" {
				return s, mayBeEmpty
			}
			u, err := url.Parse(s)
			schemes := []string{"http", "https"}
			if mayBeEmpty {
				schemes = append(schemes, "socks5", "socks5h")
			}
			return s, err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
		})}
}

func listKey(name, want string, good func(string) bool, field func(*Config) *[]string) Key {
	return Key{Name: name, Want: want, set: setAs(field, func(v []any) ([]string, bool) { return stringList(v, good) })}
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
