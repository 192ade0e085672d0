package cli

import (
	"os"

	"github.com/hashicorp/go-hclog"
	"github.com/mattn/go-isatty"

	"hotreply/host"
)

// newLogger builds the one root logger; packages get named children of it.
func newLogger(s Streams, c host.LogConfig) hclog.Logger {
	o := &hclog.LoggerOptions{
		Level:      hclog.LevelFromString(c.Level),
		JSONFormat: c.Format == "json",
		Output:     s.Err,
	}
	if c.Format != "json" {
		o.TimeFormat = "15:04:05.000" // a person reads it today; JSON keeps the date
		if s.errOnTerminal() && os.Getenv("NO_COLOR") == "" {
			o.Color, o.ColorHeaderOnly = hclog.ForceColor, true
		}
	}
	return hclog.New(o)
}

// isTerminal tells whether a stream is a person's terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}
