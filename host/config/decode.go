package config

import (
	"fmt"
	"strings"
	"unicode"
)

// decoder takes the keys of one file, in the file's order, into config.
type decoder struct {
	config   Config
	keys     map[string]Key
	lookup   func(string) (string, bool) // of environment variables
	accounts bool                        // the file names accounts: theirs replace the default one
}

// take puts the value at path into the config, or says what is wrong with it.
func (d *decoder) take(path []string, v any) *Error {
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

func (d *decoder) takeKey(key Key, v any) *Error {
	bad := &Error{Key: key.Name, Value: showValue(v), Want: key.Takes.English}
	if key.secret {
		bad.Value = "" // it may be the secret itself
		bad.Want = "want " + key.Takes.English
		expanded, missing := d.expand(v)
		if missing != "" {
			d.config.unset = append(d.config.unset, noVariable(key.Name, missing))
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
func (d *decoder) takeEnv(path []string, v any) *Error {
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
		return &Error{Key: name, Want: "want a text, a number, true or false"}
	}
	return nil
}

// takeAccount takes [accounts.NAME] tables.
func (d *decoder) takeAccount(path []string, v any) *Error {
	name := strings.Join(path, ".")
	if len(path) <= 2 {
		if bad := wantTable(name, v); bad != nil {
			return bad
		}
	}
	if !d.accounts {
		d.accounts, d.config.Accounts = true, map[string]Account{}
	}
	switch {
	case len(path) == 1:
		return nil
	case !isAccountName(path[1]):
		return &Error{Key: name, Want: "an account name has letters, digits, - and _ only, at most 64"}
	}
	if bad := d.addAccount(path[1]); bad != nil || len(path) == 2 {
		return bad
	}
	if path[2] != "scripts" {
		return &Error{Key: name, Want: "unknown key", Tip: "an account has one key: scripts"}
	}
	scripts, ok := v.(string)
	if !ok {
		return &Error{Key: name, Value: showValue(v), Want: `a folder, or "" for the shared one`}
	}
	d.config.Accounts[path[1]] = Account{Scripts: scripts}
	return nil
}

// addAccount refuses names that would share a folder on Windows and macOS.
func (d *decoder) addAccount(name string) *Error {
	for other := range d.config.Accounts {
		if other != name && strings.EqualFold(other, name) {
			return &Error{Key: "accounts." + name, Want: fmt.Sprintf("differs from accounts.%s only in upper and lower case", other)}
		}
	}
	if _, ok := d.config.Accounts[name]; !ok {
		d.config.Accounts[name] = Account{}
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
func (d *decoder) expand(v any) (expanded any, missing string) {
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

func noVariable(key, name string) *Error {
	return &Error{Key: key, Want: fmt.Sprintf("the environment has no %s", name),
		Tip: fmt.Sprintf("set it before the start: export %s=…  (Windows: set %s=…)", name, name)}
}

func wantTable(name string, v any) *Error {
	if _, ok := v.(map[string]any); ok {
		return nil
	}
	return &Error{Key: name, Value: showValue(v), Want: "a table: [" + name + "]"}
}

func (d *decoder) isTable(name string) bool {
	for key := range d.keys {
		if strings.HasPrefix(key, name+".") {
			return true
		}
	}
	return false
}
