package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/spf13/cobra"

	"hotreply/host"
	"hotreply/host/supervise"
)

// defaultConfig is read when it is there and no --config says otherwise.
const defaultConfig = "config.toml"

// globals are the flags that every command has.
type globals struct {
	streams     Streams
	line        *transferLine // what streams.Err is on a terminal, else nil
	config      string
	state       string
	scripts     string
	logLevel    string
	logFormat   string
	noSupervise bool
	zone        atomic.Pointer[time.Location] // of the log, as the settings of now say
	zoned       sync.Once
	child       *supervise.Child // set in the host process under a supervisor, else nil
}

// newGlobals has all that is written for a person go through one writer, which
// knows of the line that shows transfers.
func newGlobals(s Streams, child *supervise.Child) *globals {
	g := &globals{streams: s, child: child}
	if s.errOnTerminal() {
		g.line = newTransferLine(s.Err)
		g.streams.Err, g.streams.OnTerminal = g.line, true
	}
	return g
}

func (g *globals) register(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVar(&g.config, "config", "", "settings `file` (default config.toml, if there is one)")
	f.StringVar(&g.state, "state", "", "`folder` of logins and messages (default data)")
	f.StringVar(&g.scripts, "scripts", "", "`folder` of rules (default scripts)")
	f.StringVar(&g.logLevel, "log-level", "", "trace, debug, info, warn, error or off (default info)")
	f.StringVar(&g.logFormat, "log-format", "", "text or json (default text)")
	f.BoolVar(&g.noSupervise, "no-supervise", false, "run in one process, for systemd and containers that restart it themselves")
}

// load reads the config and lets the flags win.
func (g *globals) load() (host.Config, error) {
	c, err := g.loadFile()
	if err != nil {
		return c, err
	}
	if g.state != "" {
		c.State = g.state
	}
	if g.scripts != "" {
		c.Scripts = g.scripts
	}
	if g.logLevel != "" {
		if hclog.LevelFromString(g.logLevel) == hclog.NoLevel {
			return c, usage("levels are trace, debug, info, warn, error and off", "--log-level %q is unknown", g.logLevel)
		}
		c.Log.Level = g.logLevel
	}
	if g.logFormat != "" {
		if g.logFormat != "text" && g.logFormat != "json" {
			return c, usage("formats are text and json", "--log-format %q is unknown", g.logFormat)
		}
		c.Log.Format = g.logFormat
	}
	c.Version = Version
	g.takeZone(c.Timezone)
	c.Logger = g.newLogger(c.Log)
	return c, nil
}

// takeZone makes the configured zone that of all times which are shown and of
// the rules' dates. A process has one time.Local, which must not change under
// those who read it: settings that are saved later change the log's zone, and
// a fresh host process has the rest.
func (g *globals) takeZone(zone *time.Location) {
	g.zoned.Do(func() {
		if zone != nil {
			time.Local = zone
		}
	})
	g.zone.Store(zone)
}

func (g *globals) loadFile() (host.Config, error) {
	if g.config != "" {
		return host.LoadConfig(g.config)
	}
	c, err := host.LoadConfig(defaultConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return host.DefaultConfig(), nil
	}
	return c, err
}

// noteUnset tells a person who tries rules that they lack a value which the
// running bot has to have.
func (g *globals) noteUnset(c host.Config) {
	if err := c.Require("env"); err != nil {
		fmt.Fprintf(g.streams.Err, "warn  %s; a rule that reads it finds undefined here\n", oneLine(err.Error()))
	}
}
