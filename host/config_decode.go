package host

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"unicode"

	"github.com/agext/levenshtein"
)

// configDecoder takes the keys of one file, in the file's order, into config.
type configDecoder struct {
	config   Config
	keys     map[string]configKey
	lookup   func(string) (string, bool) // of environment variables
	accounts bool                        // the file names accounts: theirs replace the default one
}

// take puts the value at path into the config, or says what is wrong with it.
func (d *configDecoder) take(path []string, v any) *ConfigError {
	switch {
	case path[0] == "env":
		return d.takeEnv(path, v)
	case path[0] == "accounts":
		return d.takeAccount(path, v)
	}
	name := strings.Join(path, ".")
	if key, ok := d.keys[name]; ok {
		return d.takeKey(key, v)
	}
	if d.isTable(name) {
		return wantTable(name, v)
	}
	return d.unknown(name)
}

func (d *configDecoder) takeKey(key configKey, v any) *ConfigError {
	bad := &ConfigError{Key: key.name, Value: showValue(v), Want: key.want}
	if key.secret {
		bad.Value = "" // it may be the secret itself
		bad.Want = "want " + key.want
		expanded, missing := d.expand(v)
		if missing != "" {
			d.config.unset = append(d.config.unset, noVariable(key.name, missing))
			return nil
		}
		v = expanded
	}
	if !key.set(&d.config, v) {
		return bad
	}
	return nil
}

// takeEnv takes [env]: any name, any simple value, as text.
func (d *configDecoder) takeEnv(path []string, v any) *ConfigError {
	if d.config.Env == nil { // a dotted key, env.NAME = "x", comes without its table
		d.config.Env = map[string]string{}
	}
	if len(path) == 1 {
		return wantTable("env", v)
	}
	name := strings.Join(path, ".")
	v, missing := d.expand(v)
	if missing != "" {
		d.config.unset = append(d.config.unset, noVariable(name, missing))
		return nil
	}
	switch v := v.(type) {
	case string:
		d.config.Env[path[1]] = v
	case int64, float64, bool:
		d.config.Env[path[1]] = fmt.Sprint(v)
	default:
		return &ConfigError{Key: name, Want: "want a text, a number, true or false"}
	}
	return nil
}

// takeAccount takes [accounts.NAME] tables.
func (d *configDecoder) takeAccount(path []string, v any) *ConfigError {
	name := strings.Join(path, ".")
	if len(path) <= 2 {
		if bad := wantTable(name, v); bad != nil {
			return bad
		}
	}
	if !d.accounts {
		d.accounts, d.config.Accounts = true, map[string]AccountConfig{}
	}
	switch {
	case len(path) == 1:
		return nil
	case !isAccountName(path[1]):
		return &ConfigError{Key: name, Want: "an account name has letters, digits, - and _ only, at most 64"}
	}
	if bad := d.addAccount(path[1]); bad != nil || len(path) == 2 {
		return bad
	}
	if path[2] != "scripts" {
		return &ConfigError{Key: name, Want: "unknown key", Tip: "an account has one key: scripts"}
	}
	scripts, ok := v.(string)
	if !ok {
		return &ConfigError{Key: name, Value: showValue(v), Want: `a folder, or "" for the shared one`}
	}
	d.config.Accounts[path[1]] = AccountConfig{Scripts: scripts}
	return nil
}

// addAccount refuses names that would share a folder on Windows and macOS.
func (d *configDecoder) addAccount(name string) *ConfigError {
	for other := range d.config.Accounts {
		if other != name && strings.EqualFold(other, name) {
			return &ConfigError{Key: "accounts." + name, Want: fmt.Sprintf("differs from accounts.%s only in upper and lower case", other)}
		}
	}
	if _, ok := d.config.Accounts[name]; !ok {
		d.config.Accounts[name] = AccountConfig{}
	}
	return nil
}

// isAccountName accepts what is a good folder name on every system.
func isAccountName(name string) bool {
	ok := func(r rune) bool { return r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	return name != "" && len(name) <= 64 && !strings.ContainsFunc(name, func(r rune) bool { return !ok(r) })
}

// expand replaces the text "$NAME" by the environment variable NAME, and names
// it when it is not set. "$$NAME" is the text "$NAME"; anything else with a
// dollar sign stays as it is.
func (d *configDecoder) expand(v any) (expanded any, missing string) {
	text, ok := v.(string)
	if !ok || !strings.HasPrefix(text, "$") {
		return v, ""
	}
	name := text[1:]
	if strings.HasPrefix(name, "$") && isVariable(name[1:]) {
		return name, ""
	}
	if !isVariable(name) {
		return v, ""
	}
	value, ok := d.lookup(name)
	if !ok {
		return v, name
	}
	return value, ""
}

func isVariable(name string) bool {
	for i, r := range name {
		if r != '_' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

func noVariable(key, name string) *ConfigError {
	return &ConfigError{Key: key, Want: fmt.Sprintf("the environment has no %s", name),
		Tip: fmt.Sprintf("set it before the start: export %s=…  (Windows: set %s=…)", name, name)}
}

// Require says whether the environment has every variable that the keys take
// their values from: keys such as "console.token", tables such as "env", or all
// of the file when none is named. What it lacks is a *[ConfigError].
func (c *Config) Require(names ...string) error {
	for _, unset := range c.unset {
		if unset.below(names) {
			return unset
		}
	}
	return nil
}

// Runnable is Require for all that [Run] uses.
func (c Config) Runnable() error {
	if c.Console.Listen == "" {
		c.Waive("console")
	}
	return c.Require()
}

// Waive forgets what [Config.Require] knows of these keys, whose values the
// caller has replaced or does without; of all when none is named.
func (c *Config) Waive(names ...string) {
	c.unset = slices.DeleteFunc(slices.Clone(c.unset), func(e *ConfigError) bool { return e.below(names) })
}

// below tells whether the error is about one of these keys or tables, where
// none are all.
func (e *ConfigError) below(names []string) bool {
	return len(names) == 0 || slices.ContainsFunc(names, func(name string) bool {
		return e.Key == name || strings.HasPrefix(e.Key, name+".")
	})
}

// waits tells whether a key waits for a variable.
func (c *Config) waits(key string) bool { return c.Require(key) != nil }

func wantTable(name string, v any) *ConfigError {
	if _, ok := v.(map[string]any); ok {
		return nil
	}
	return &ConfigError{Key: name, Value: showValue(v), Want: "a table: [" + name + "]"}
}

func (d *configDecoder) isTable(name string) bool {
	for key := range d.keys {
		if strings.HasPrefix(key, name+".") {
			return true
		}
	}
	return false
}

// unknown names the nearest key, and else the keys that stand beside.
func (d *configDecoder) unknown(name string) *ConfigError {
	bad := &ConfigError{Key: name, Want: "unknown key"}
	if near := d.nearest(name); near != "" {
		bad.Tip = "did you mean " + near + "?"
		return bad
	}
	table, _, nested := strings.Cut(name, ".")
	if !nested {
		table = ""
	}
	if beside := d.keysOf(table); len(beside) > 0 {
		bad.Tip = "known keys here: " + strings.Join(beside, ", ")
		return bad
	}
	bad.Tip = "known tables: " + strings.Join(d.tables(), ", ")
	return bad
}

// nearest is the known key or table most like name, or "" when none is alike.
// A key that is right but stands in the wrong table is as near as a typo.
func (d *configDecoder) nearest(name string) string {
	own := name[strings.LastIndex(name, ".")+1:]
	best, least := "", 1+max(2, len(own)/3)
	try := func(candidate string, distance int) {
		if distance < least || distance == least && best != "" && candidate < best {
			best, least = candidate, distance
		}
	}
	for key := range d.keys {
		try(key, levenshtein.Distance(name, key, nil))
		try(key, 1+levenshtein.Distance(own, key[strings.LastIndex(key, ".")+1:], nil))
	}
	if !strings.Contains(name, ".") {
		for _, table := range d.tables() {
			try("["+table+"]", levenshtein.Distance(name, table, nil))
		}
	}
	return best
}

// keysOf lists the keys of a table without its name, "" being the top.
func (d *configDecoder) keysOf(table string) []string {
	var list []string
	for key := range d.keys {
		if t, name, nested := strings.Cut(key, "."); nested && t == table {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (d *configDecoder) tables() []string {
	list := []string{"env", "accounts"}
	for key := range d.keys {
		if table, _, nested := strings.Cut(key, "."); nested && !slices.Contains(list, table) {
			list = append(list, table)
		}
	}
	slices.Sort(list)
	return list
}

// Validate checks what no single key can: call it after changing a config that
// [LoadConfig] returned, as flags do. Its errors are *[ConfigError].
func (c *Config) Validate() error {
	if c.Console.Listen != "" && c.Console.Token == "" && !c.waits("console.token") && !isLoopback(c.Console.Listen) {
		return &ConfigError{Key: "console.listen", Value: fmt.Sprintf("%q", c.Console.Listen),
			Want: "console.token set too, or a loopback address",
			Tip:  `others on the network can reach this address: set console.token = "$HOTREPLY_TOKEN", or listen on 127.0.0.1`}
	}
	if len(c.Accounts) == 0 {
		return &ConfigError{Key: "accounts", Want: "name at least one account", Tip: "add a table [accounts.default], or leave out [accounts]"}
	}
	return nil
}

func isLoopback(addr string) bool {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
