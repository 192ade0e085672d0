package config

import "time"

// Config is what config.toml holds, key by key. Get it from [Default]
// or [Load], since zero values are meant literally here: a Quota of 0
// is no local limit.
type Config struct {
	Scripts  string         // folder of the rules
	State    string         // folder of tokens, state.db and files
	Timezone *time.Location // zone of dates and cron; nil is the machine's
	ILink    ILink
	Send     Send
	Media    Media
	Rules    Rules
	Access   Access
	Console  Console
	HTTP     HTTP
	Store    Store
	Log      Log
	Env      map[string]string  // what scripts read as env.NAME
	Accounts map[string]Account // by name; never empty after loading

	unset []*Error // keys whose "$NAME" the environment lacks, for Require
}

// ILink is the [ilink] table: where the service is.
type ILink struct {
	BaseURL    string
	CDNBaseURL string
	BotAgent   string
	Proxy      string   // URL; empty is the environment's
	Hosts      []string // further hosts that the service may send clients to
}

// Send is the [send] table: how replies leave.
type Send struct {
	Spacing     time.Duration // least time between two sends of one account; 0 is none
	Split       bool          // cut long text instead of refusing it
	SplitAt     int           // code points per part
	Markdown    string        // "wechat" or "raw"
	Quota       int           // accepted sends per window; 0 is no local limit
	Window      time.Duration
	OlderTokens bool
	RepeatLost  bool
}

// Media is the [media] table.
type Media struct {
	MaxSize int64 // bytes
}

// Rules is the [rules] table: what a rule may take and what happens when
// it fails.
type Rules struct {
	HandlerTimeout time.Duration
	CPUTimeout     time.Duration
	MemoryLimit    int64 // bytes of heap of the whole process
	Attempts       int   // deaths of the process before a message is a dead letter
	Typing         bool
	ErrorReply     string
	TellOwner      bool
	Read           []string // folders, absolute after loading
	InboxLimit     int      // rows per account
	Watch          string   // "auto", "notify", "poll" or "off"
}

// Silent tells whether Watch leaves the system's file events unused.
func (r *Rules) Silent() bool { return r.Watch == "poll" || r.Watch == "off" }

// Access is the [access] table.
type Access struct {
	Allow []string // user ids; empty is everyone
}

// Console is the [console] table.
type Console struct {
	Listen string // host:port; "" is off
	Token  string // "" makes one in <state>/console.token
	// Chosen says that somebody chose Listen: another program on its port is
	// then an error, otherwise the console takes a free one and says so.
	Chosen bool
}

// HTTP is the [http] table: what the scripts' fetch may reach.
type HTTP struct {
	Allow   []string // host patterns
	Private PrivateHosts
	Proxy   string
	Timeout time.Duration
}

// PrivateHosts says which loopback, link-local and private addresses fetch may
// reach: all of them, or the host:port pairs (or hosts) of a list.
type PrivateHosts struct {
	All   bool
	Hosts []string
}

// Store is the [store] table: how state.db is written.
type Store struct {
	Engine string // "bolt" or "log"
}

// Log is the [log] table.
type Log struct {
	Level  string // trace, debug, info, warn, error or off
	Format string // text or json
}

// Account is one [accounts.NAME] table.
type Account struct {
	Scripts string // own folder of rules, absolute after loading; "" is the shared one
}

// Default is what hotreply runs on when there is no config.toml.
func Default() Config {
	return Config{
		Scripts: "scripts",
		State:   "data",
		ILink: ILink{
			BaseURL:    "https://ilinkai.weixin.qq.com",
			CDNBaseURL: "https://novac2c.cdn.weixin.qq.com/c2c",
			BotAgent:   "hotreply/0.1.0",
		},
		Send: Send{
			Spacing:    time.Second,
			Split:      true,
			SplitAt:    2000,
			Markdown:   "wechat",
			Quota:      10,
			Window:     24 * time.Hour,
			RepeatLost: true,
		},
		Media: Media{MaxSize: 100 << 20},
		Rules: Rules{
			HandlerTimeout: 2 * time.Minute,
			CPUTimeout:     2 * time.Second,
			MemoryLimit:    512 << 20,
			Attempts:       3,
			Typing:         true,
			InboxLimit:     100_000,
			Watch:          "auto",
		},
		Console:  Console{Listen: "127.0.0.1:8686"},
		HTTP:     HTTP{Allow: []string{"*"}, Timeout: 30 * time.Second},
		Store:    Store{Engine: "log"},
		Log:      Log{Level: "info", Format: "text"},
		Accounts: map[string]Account{"default": {}},
	}
}
