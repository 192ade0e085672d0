package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// Load reads the config.toml at path: defaults, then what the file says.
// Folders in it are joined with the file's own folder, and values such as
// "$NAME" are taken from the environment; one that it lacks is an error of
// [Config.Require]. What the file gets wrong is an *[Error]; a missing file is
// an error that matches [os.ErrNotExist].
func Load(path string) (Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, &Error{Want: "read config", Err: err, Tip: "name the file with --config, or leave the flag out to run on defaults"}
	}
	c, err := Decode(path, data, os.LookupEnv)
	if err != nil {
		return Config{}, err
	}
	c.resolve(filepath.Dir(path))
	return c, nil
}

// resolve joins the relative folders of c with dir.
func (c *Config) resolve(dir string) {
	join := func(p string) string {
		if p == "" || filepath.IsAbs(p) {
			return p
		}
		return filepath.Join(dir, p)
	}
	c.Scripts, c.State = join(c.Scripts), join(c.State)
	for i, p := range c.Rules.Read {
		c.Rules.Read[i] = join(p)
	}
	for name, a := range c.Accounts {
		a.Scripts = join(a.Scripts)
		c.Accounts[name] = a
	}
}

// Decode reads data, the content of the file called name, as [Load] does but
// leaves folders as they stand there. lookup finds variables of the
// environment; nothing else is touched. Its errors are *[Error].
func Decode(name string, data []byte, lookup func(string) (string, bool)) (Config, error) {
	text := string(data)
	tree := map[string]any{}
	meta, err := toml.Decode(text, &tree)
	if err != nil {
		return Config{}, syntaxError(name, text, err)
	}
	d := decoder{config: Default(), keys: map[string]Key{}, lookup: lookup}
	for _, k := range Keys() {
		d.keys[k.Name] = k
	}
	for _, path := range meta.Keys() {
		value, ok := find(tree, path)
		if !ok {
			continue // below something already refused
		}
		if bad := d.take(path, value); bad != nil {
			bad.File = name
			bad.Line = lineOf(text, path)
			return Config{}, bad
		}
	}
	for _, unset := range d.config.unset {
		unset.File, unset.Line = name, lineOf(text, strings.Split(unset.Key, "."))
	}
	if bad := d.config.Validate(); bad != nil {
		var ce *Error
		if errors.As(bad, &ce) {
			ce.File = name
			ce.Line = lineOf(text, strings.Split(ce.Key, "."))
		}
		return Config{}, bad
	}
	return d.config, nil
}

// find follows path through nested tables.
func find(tree map[string]any, path []string) (any, bool) {
	var v any = tree
	for _, name := range path {
		table, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = table[name]; !ok {
			return nil, false
		}
	}
	return v, true
}

// syntaxError turns the decoder's report into ours and adds what usually lies
// behind it.
func syntaxError(name, text string, err error) error {
	e := &Error{File: name, Want: "not valid TOML", Err: err}
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return e
	}
	e.Line = parse.Position.Line
	e.Err = errors.New(lowerFirst(strings.TrimSuffix(parse.Message, ".")))
	lines := strings.Split(text, "\n")
	if e.Line < 1 || e.Line > len(lines) {
		return e
	}
	switch line := lines[e.Line-1]; {
	case strings.ContainsAny(line, "“”‘’「」"):
		e.Tip = `use straight quotes: "text"`
	case strings.ContainsAny(line, "＝，［］＃："):
		e.Tip = "use half-width signs: = , [ ] #"
	case strings.Contains(parse.Message, "UTF-8") || strings.Contains(parse.Message, "NULL"):
		e.Tip = "save the file as UTF-8"
	case strings.Contains(line, `\`):
		e.Tip = `write Windows folders with / or in single quotes: 'C:\bots'`
	case strings.Contains(line, "=") && !strings.ContainsAny(line, `"'`):
		e.Tip = `put texts, durations and sizes in quotes: spacing = "1s"`
	}
	return e
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// showValue is v as it would stand in the file, cut to a readable length.
func showValue(v any) string {
	var s string
	switch v := v.(type) {
	case string:
		s = fmt.Sprintf("%q", v)
	case map[string]any:
		return "a table"
	case []map[string]any:
		return "a list of tables"
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = showValue(e)
		}
		s = "[" + strings.Join(parts, ", ") + "]"
	default:
		s = fmt.Sprint(v)
	}
	if r := []rune(s); len(r) > 60 {
		s = string(r[:57]) + "..."
	}
	return s
}
