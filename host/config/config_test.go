package config_test

import (
	"errors"
	"hotreply/host/config"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

func decode(text string) (config.Config, error) {
	env := map[string]string{"TOKEN": "s3cret", "EMPTY": ""}
	return config.Decode("config.toml", []byte(text), func(name string) (string, bool) {
		v, ok := env[name]
		return v, ok
	})
}

// The file in the repository is documentation: every key, at its default.
func TestShippedConfigIsTheDefaults(t *testing.T) {
	data, err := os.ReadFile(filepath.FromSlash("../../config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(string(data))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Default()
	want.Env = map[string]string{}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("config.toml says\n%+v, the code's defaults are\n%+v", got, want)
	}
	// A port that is named has to be free, so the file shows it and names none.
	text := strings.Replace(string(data), "\n# listen = ", "\nlisten = ", 1)
	if got, err = decode(text); err != nil || got.Console.Listen != want.Console.Listen {
		t.Errorf("config.toml shows the console at %q, %v", got.Console.Listen, err)
	}
	said, err := toml.Decode(text, &map[string]any{})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range config.Keys() {
		if !said.IsDefined(strings.Split(key.Name, ".")...) {
			t.Errorf("config.toml does not have %s", key.Name)
		}
	}
}

const everyKey = `
scripts = "rules"
state = "/var/lib/hotreply"
timezone = "Asia/Shanghai"
[ilink]
base_url = "http://127.0.0.1:9900"
cdn_base_url = "http://127.0.0.1:9900/c2c"
bot_agent = "x/1"
proxy = "socks5://127.0.0.1:1080"
hosts = ["a.example.com", "b.example.com:8443"]
[send]
spacing = "0s"
split = false
split_at = 100
markdown = "raw"
quota = 0
window = "1h30m"
older_tokens = true
repeat_lost = false
[media]
max_size = "1.5MB"
[rules]
handler_timeout = "1d"
cpu_timeout = "250ms"
memory_limit = "1GB"
attempts = 5
typing = false
error_reply = "出错了"
tell_owner = true
read = ["pictures", "/srv/files"]
inbox_limit = 7
watch = "poll"
[access]
allow = ["a@im.wechat"]
[console]
listen = "0.0.0.0:80"
token = "$TOKEN"
[http]
allow = []
private = ["localhost:11434"]
proxy = "http://proxy:3128"
timeout = "1m"
[store]
engine = "log"

[log]
level = "trace"
format = "json"
[env]
A = "$TOKEN"
B = "$$TOKEN"
C = "$5 off"
D = 8080
E = true
F = "$EMPTY"
[accounts.work]
scripts = "work"
[accounts."小号"]
`

func TestConfigEveryKey(t *testing.T) {
	got, err := decode(everyKey)
	if err != nil {
		t.Fatal(err)
	}
	zone, _ := time.LoadLocation("Asia/Shanghai")
	want := config.Config{
		Scripts: "rules", State: "/var/lib/hotreply", Timezone: zone,
		ILink: config.ILink{BaseURL: "http://127.0.0.1:9900", CDNBaseURL: "http://127.0.0.1:9900/c2c", BotAgent: "x/1",
			Proxy: "socks5://127.0.0.1:1080", Hosts: []string{"a.example.com", "b.example.com:8443"}},
		Send:  config.Send{SplitAt: 100, Markdown: "raw", Window: 90 * time.Minute, OlderTokens: true},
		Media: config.Media{MaxSize: 3 << 19},
		Rules: config.Rules{HandlerTimeout: 24 * time.Hour, CPUTimeout: 250 * time.Millisecond, MemoryLimit: 1 << 30, Attempts: 5,
			ErrorReply: "出错了", TellOwner: true, Read: []string{"pictures", "/srv/files"}, InboxLimit: 7, Watch: "poll"},
		Access:  config.Access{Allow: []string{"a@im.wechat"}},
		Console: config.Console{Listen: "0.0.0.0:80", Token: "s3cret", Chosen: true},
		HTTP:    config.HTTP{Private: config.PrivateHosts{Hosts: []string{"localhost:11434"}}, Proxy: "http://proxy:3128", Timeout: time.Minute},
		Store:   config.Store{Engine: "log"},
		Log:     config.Log{Level: "trace", Format: "json"},
		Env:     map[string]string{"A": "s3cret", "B": "$TOKEN", "C": "$5 off", "D": "8080", "E": "true", "F": ""},
		Accounts: map[string]config.Account{
			"work": {Scripts: "work"}, "小号": {},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestConfigErrors(t *testing.T) {
	tests := []struct{ name, text, err, hint string }{
		{"unknown key", "[send]\nquota = 1\nspaceing = \"1s\"", `config.toml:3: send.spaceing: unknown key`, `did you mean send.spacing?`},
		{"wrong table", "quota = 1", `config.toml:1: quota: unknown key`, `did you mean send.quota?`},
		{"unknown table", "[rule]\ntyping = true", `config.toml:1: rule: unknown key`, `did you mean [rules]?`},
		{"nothing near", "[send]\nxylophone = 1", `config.toml:2: send.xylophone: unknown key`, `known keys here: markdown, older_tokens, quota, repeat_lost, spacing, split, split_at, window`},
		{"duration without unit", "[send]\nspacing = 1", `config.toml:2: send.spacing is 1, want a duration from "0s" to "1h" such as "1s"`, ``},
		{"bad duration", "[send]\nspacing = \"1 second\"", `config.toml:2: send.spacing is "1 second", want a duration from "0s" to "1h" such as "1s"`, ``},
		{"size", "[media]\nmax_size = \"100M\"", `config.toml:2: media.max_size is "100M", want a size of at least "1KB" such as "512MB"`, ``},
		{"range", "[rules]\nattempts = 0", `config.toml:2: rules.attempts is 0, want a whole number from 1 to 1000`, ``},
		{"choice", "[rules]\n\nwatch = \"always\"", `config.toml:3: rules.watch is "always", want "auto", "notify", "poll" or "off"`, ``},
		{"list", "[access]\nallow = \"me\"", `config.toml:2: access.allow is "me", want a list of user ids such as ["abc@im.wechat"]`, ``},
		{"zone", "timezone = \"Beijing\"", `config.toml:1: timezone is "Beijing", want a zone name such as "Asia/Shanghai", or "" for the machine's`, ``},
		{"a key where a table belongs", "send = 3", `config.toml:1: send is 3, want a table: [send]`, ``},
		{"list of tables", "[[send]]\nquota = 3", `config.toml:1: send is a list of tables, want a table: [send]`, ``},
		{"secret stays hidden", "[ilink]\nproxy = \"user:pass\"", `config.toml:2: ilink.proxy: want a URL such as "http://127.0.0.1:7890", or ""`, ``},
		{"open console", "[console]\nlisten = \":8686\"", `config.toml:2: console.listen is ":8686", want console.token set too, or a loopback address`, `others on the network can reach this address: set console.token = "$HOTREPLY_TOKEN", or listen on 127.0.0.1`},
		{"account name", "[accounts.\"a/b\"]", `config.toml:1: accounts.a/b: an account name has letters, digits, - and _ only, at most 64`, ``},
		{"account twice", "[accounts.A]\n[accounts.a]", `config.toml:2: accounts.a: differs from accounts.A only in upper and lower case`, ``},
		{"account key", "[accounts.a]\ntoken = \"x\"", `config.toml:2: accounts.a.token: unknown key`, `an account has one key: scripts`},
		{"no account", "[accounts]", `config.toml:1: accounts: name at least one account`, `add a table [accounts.default], or leave out [accounts]`},
		{"curly quotes", "state = “data”", "", `use straight quotes: "text"`},
		{"backspace", `state = "C:\bots"`, `config.toml:1: state is "C:\bots", want a folder, on Windows with / or in single quotes: 'C:\bots'`, ``},
		{"windows folder", `state = "C:\Users"`, "", `write Windows folders with / or in single quotes: 'C:\bots'`},
		{"no quotes", "[send]\nspacing = 1s", "", `put texts, durations and sizes in quotes: spacing = "1s"`},
		{"full-width sign", "state＝\"data\"", "", "use half-width signs: = , [ ] #"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := decode(tt.text)
			var ce *config.Error
			if !errors.As(err, &ce) {
				t.Fatalf("decode(%q) = %v, want a *config.Error", tt.text, err)
			}
			if tt.err != "" && err.Error() != tt.err {
				t.Errorf("decode(%q)\n got %s\nwant %s", tt.text, err, tt.err)
			}
			if ce.Line == 0 || ce.Hint() != tt.hint || ce.ExitCode() != 2 {
				t.Errorf("decode(%q): line %d, hint %q, exit code %d, want a line, %q, 2", tt.text, ce.Line, ce.Hint(), ce.ExitCode(), tt.hint)
			}
		})
	}
}

func TestLoadJoinsFolders(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	abs := filepath.Join(dir, "elsewhere")
	text := "scripts = \"rules\"\nstate = '" + abs + "'\n[rules]\nread = [\"pics\"]\n[accounts.a]\nscripts = \"own\"\n[accounts.b]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.Scripts, c.State, c.Rules.Read[0], c.Accounts["a"].Scripts, c.Accounts["b"].Scripts}
	want := []string{filepath.Join(dir, "rules"), abs, filepath.Join(dir, "pics"), filepath.Join(dir, "own"), ""}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if _, err := config.Load(filepath.Join(dir, "missing.toml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load of a missing file: %v, want os.ErrNotExist", err)
	}
}

// A table can be written as dotted keys, without a line of its own.
func TestDottedKeys(t *testing.T) {
	c, err := decode("env.NAME = \"x\"\nenv.N = 1\naccounts.bob.scripts = \"bob\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if c.Env["NAME"] != "x" || c.Env["N"] != "1" || c.Accounts["bob"].Scripts != "bob" || len(c.Accounts) != 1 {
		t.Errorf("env %v, accounts %v, want NAME x, N 1 and bob alone", c.Env, c.Accounts)
	}
	_, err = decode("accounts.bob.scripts = \"a\"\naccounts.BOB.scripts = \"b\"\n")
	if err == nil || !strings.Contains(err.Error(), "only in upper and lower case") {
		t.Errorf("two accounts in one folder on Windows: %v, want it refused", err)
	}
}

// Whatever a file holds, reading it ends in a config that is valid or in an
// error that says so in one line.
func FuzzDecodeConfig(f *testing.F) {
	f.Add(everyKey)
	f.Add("[send]\nspacing = 1")
	f.Add("[[accounts]]\na = 1")
	f.Add("env.A.B = [1, {c = 2}]")
	f.Add("quota = 0b\n")
	f.Add("env.0=0")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := decode(text)
		if err != nil {
			var ce *config.Error
			if !errors.As(err, &ce) || strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("decode(%q) = %q, want a *config.Error of one line", text, err)
			}
			return
		}
		if err := c.Validate(); err != nil {
			t.Errorf("decode(%q) gave an invalid config: %v", text, err)
		}
	})
}
