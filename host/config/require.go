package config

import (
	"fmt"
	"net"
	"slices"
	"strings"
)

// Require says whether the environment has every variable that the keys take
// their values from: keys such as "console.token", tables such as "env", or all
// of the file when none is named. What it lacks is a *[Error].
func (c *Config) Require(names ...string) error {
	for _, unset := range c.unset {
		if unset.below(names) {
			return unset
		}
	}
	return nil
}

// Runnable is Require for all that a run uses.
func (c Config) Runnable() error {
	if c.Console.Listen == "" {
		c.Waive("console")
	}
	return c.Require()
}

// Waive forgets what [Config.Require] knows of these keys, whose values the
// caller has replaced or does without; of all when none is named.
func (c *Config) Waive(names ...string) {
	c.unset = slices.DeleteFunc(slices.Clone(c.unset), func(e *Error) bool { return e.below(names) })
}

// below tells whether the error is about one of these keys or tables, where
// none are all.
func (e *Error) below(names []string) bool {
	return len(names) == 0 || slices.ContainsFunc(names, func(name string) bool {
		return e.Key == name || strings.HasPrefix(e.Key, name+".")
	})
}

// waits tells whether a key waits for a variable.
func (c *Config) waits(key string) bool { return c.Require(key) != nil }

// Validate checks what no single key can: call it after changing a config that
// [Load] returned, as flags do. Its errors are *[Error].
func (c *Config) Validate() error {
	if c.Console.Listen != "" && c.Console.Token == "" && !c.waits("console.token") && !isLoopback(c.Console.Listen) {
		return &Error{Key: "console.listen", Value: fmt.Sprintf("%q", c.Console.Listen),
			Want: "console.token set too, or a loopback address",
			Tip:  `others on the network can reach this address: set console.token = "$HOTREPLY_TOKEN", or listen on 127.0.0.1`}
	}
	if len(c.Accounts) == 0 {
		return &Error{Key: "accounts", Want: "name at least one account", Tip: "add a table [accounts.default], or leave out [accounts]"}
	}
	return nil
}

// isLoopback tells whether addr, a host:port, can be reached from this machine
// alone.
func isLoopback(addr string) bool {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
