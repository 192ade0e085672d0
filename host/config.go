package host

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
	"hotreply/runtime"
)

// Config says how [Run] works. The first group of fields is what config.toml
// holds, key by key; get it from [DefaultConfig] or [LoadConfig], since zero
// values are meant literally here (a Quota of 0 is no local limit). The second
// group is for programs that embed hotreply; every zero value in it is good.
type Config struct {
	Scripts  string         // folder of the rules
	State    string         // folder of tokens, state.db and files
	Timezone *time.Location // zone of dates and cron; nil is the machine's
	ILink    ILinkConfig
	Send     SendConfig
	Media    MediaConfig
	Rules    RulesConfig
	Access   AccessConfig
	Console  ConsoleConfig
	HTTP     HTTPConfig
	Log      LogConfig
	Env      map[string]string        // what scripts read as env.NAME
	Accounts map[string]AccountConfig // by name; never empty after loading

	unset []*ConfigError // keys whose "$NAME" the environment lacks, for Require

	Embed
}

// Embed is the part of [Config] that no file can say: where output goes, who
// answers questions, and what a supervisor asks for.
type Embed struct {
	Clock    clock.Clock  // nil is the machine's
	Logger   hclog.Logger // nil logs nothing
	Version  string       // shown in logs and the console
	SetAside []string     // names of scripts not to run until edited or 10 minutes of quiet
	NoRules  bool         // run no script at all, under the same condition

	// For rule tests: Select says which files of a scripts folder are rules,
	// nil is the usual choice; Transport stands in for the network that
	// scripts reach, Service for the one to the iLink service, nil is the
	// network; Ephemeral state need not outlive a power cut.
	Select    func(name string) bool
	Transport http.RoundTripper
	Service   http.RoundTripper
	Ephemeral bool

	// Modules give scripts names of the embedding program's own, behind those
	// of hotreply.
	Modules []runtime.Module

	// Notify, when set, is told of what happens inside [Run]. It is called
	// from several goroutines, one call at a time, and must not block.
	Notify func(Notice)
	// Login shows QR codes and asks for verify codes; nil only logs the link.
	Login LoginUI
	// Transfer shows an upload or download above 8 MiB while it runs; nil
	// shows none. name is safe to print; report is called by one goroutine at
	// a time and end once, after it.
	Transfer func(name string, total int64) (report func(done int64), end func())
	// AnyConsolePort lets the console have a free port even when the one of
	// Console.Listen was chosen, instead of failing.
	AnyConsolePort bool
	// LoginLocks is the folder of the locks that keep two hotreplies from
	// polling with one login; "" is the user's, below [os.UserCacheDir].
	LoginLocks string
	// Stdout takes what is data rather than log; nil discards it.
	Stdout io.Writer

	// MatchDelay, for tests, is that of [runtime.Options].
	MatchDelay func(pattern, text string) time.Duration

	commitFault func() error  // stands in for a failing disk, in tests
	recheck     time.Duration // wait before a -14 is asked about again; 0 is ilink's
	revive      time.Duration // first wait before a stale login is tried again; 0 is a minute
}

// LoginUI is how a login talks to a person. Its methods are called from the
// goroutine of the account that logs in; several accounts may log in at once.
type LoginUI interface {
	// Show presents a new code to scan; link is what the QR encodes.
	Show(account, link string)
	// Say tells how the login goes on: one sentence, lower case.
	Say(account, text string)
	// VerifyCode asks for the digits that WeChat shows on the phone.
	VerifyCode(ctx context.Context, account string) (string, error)
}

// NoticeKind names what a [Notice] is about.
type NoticeKind string

// What [Run] gives notice of.
const (
	NoticeReady    NoticeKind = "ready"    // rules loaded, accounts polling or asking for a login
	NoticeFinished NoticeKind = "finished" // a message's row reached a final state and its sends are settled
	NoticeRestored NoticeKind = "restored" // scripts that were off by SetAside or NoRules are back
)

// Notice is one event inside [Run], for the program around it.
type Notice struct {
	Kind    NoticeKind `json:"kind"`
	Console string     `json:"console,omitempty"` // ready: address that the console listens on
	Account string     `json:"account,omitempty"` // finished: whose message
	User    string     `json:"user,omitempty"`    // finished: who sent it
	Message string     `json:"message,omitempty"` // finished: the service's message id
	State   string     `json:"state,omitempty"`   // finished: done, failed, dead or recorded
	Reason  string     `json:"reason,omitempty"`  // finished: why it is not done, or that no rule took it
}

// ILinkConfig is the [ilink] table: where the service is.
type ILinkConfig struct {
	BaseURL    string
	CDNBaseURL string
	BotAgent   string
	Proxy      string   // URL; empty is the environment's
	Hosts      []string // further hosts that the service may send clients to
}

// SendConfig is the [send] table: how replies leave.
type SendConfig struct {
	Spacing     time.Duration // least time between two sends of one account; 0 is none
	Split       bool          // cut long text instead of refusing it
	SplitAt     int           // code points per part
	Markdown    string        // "wechat" or "raw"
	Quota       int           // accepted sends per window; 0 is no local limit
	Window      time.Duration
	OlderTokens bool
	RepeatLost  bool
}

// MediaConfig is the [media] table.
type MediaConfig struct {
	MaxSize int64 // bytes
}

// RulesConfig is the [rules] table: what a rule may take and what happens when
// it fails.
type RulesConfig struct {
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

// AccessConfig is the [access] table.
type AccessConfig struct {
	Allow []string // user ids; empty is everyone
}

// ConsoleConfig is the [console] table.
type ConsoleConfig struct {
	Listen string // host:port; "" is off
	Token  string // "" makes one in <state>/console.token
	// Chosen says that somebody chose Listen: another program on its port is
	// then an error, otherwise the console takes a free one and says so.
	Chosen bool
}

// HTTPConfig is the [http] table: what the scripts' fetch may reach.
type HTTPConfig struct {
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

// defaultConsole is where the console listens when nobody says.
const defaultConsole = "127.0.0.1:8686"

// LogConfig is the [log] table.
type LogConfig struct {
	Level  string // trace, debug, info, warn, error or off
	Format string // text or json
}

// AccountConfig is one [accounts.NAME] table.
type AccountConfig struct {
	Scripts string // own folder of rules, absolute after loading; "" is the shared one
}

// DefaultConfig is what hotreply runs on when there is no config.toml.
func DefaultConfig() Config {
	return Config{
		Scripts: "scripts",
		State:   "data",
		ILink: ILinkConfig{
			BaseURL:    "https://ilinkai.weixin.qq.com",
			CDNBaseURL: "https://novac2c.cdn.weixin.qq.com/c2c",
			BotAgent:   "hotreply/0.1.0",
		},
		Send: SendConfig{
			Spacing:    time.Second,
			Split:      true,
			SplitAt:    2000,
			Markdown:   "wechat",
			Quota:      10,
			Window:     24 * time.Hour,
			RepeatLost: true,
		},
		Media: MediaConfig{MaxSize: 100 << 20},
		Rules: RulesConfig{
			HandlerTimeout: 2 * time.Minute,
			CPUTimeout:     2 * time.Second,
			MemoryLimit:    512 << 20,
			Attempts:       3,
			Typing:         true,
			InboxLimit:     100_000,
			Watch:          "auto",
		},
		Console:  ConsoleConfig{Listen: defaultConsole},
		HTTP:     HTTPConfig{Allow: []string{"*"}, Timeout: 30 * time.Second},
		Log:      LogConfig{Level: "info", Format: "text"},
		Accounts: map[string]AccountConfig{"default": {}},
	}
}
