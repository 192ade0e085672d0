package host

import (
	"io"
	"net/http"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/host/config"
	"hotreply/host/supervise"
	"hotreply/internal/clock"
	"hotreply/runtime"
)

// Config says how [Run] works: what config.toml holds, and what the program
// around it wants. Get it from [DefaultConfig] or [LoadConfig]; of what is in
// Embed every zero value is good.
type Config struct {
	config.Config
	Embed
}

// DefaultConfig is what hotreply runs on when there is no config.toml.
func DefaultConfig() Config { return Config{Config: config.Default()} }

// LoadConfig reads the config.toml at path, as [config.Load] does and with its
// errors.
func LoadConfig(path string) (Config, error) {
	c, err := config.Load(path)
	return Config{Config: c}, err
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
	// AccountsSaved, when it delivers, makes [Run] ask ReadAccounts for the
	// accounts that are to run from now on: new ones start, others end, and those
	// that stay notice nothing. Both nil: the accounts do not change.
	AccountsSaved <-chan struct{}
	ReadAccounts  func() (map[string]config.Account, error)
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

// Notice is one event inside [Run], for the program around it.
type Notice = supervise.Notice

// What [Run] gives notice of.
const (
	NoticeReady    = supervise.NoticeReady    // rules loaded, accounts polling or asking for a login
	NoticeFinished = supervise.NoticeFinished // a message's row reached a final state and its sends are settled
	NoticeRestored = supervise.NoticeRestored // scripts that were off by SetAside or NoRules are back
)
