package cli

import (
	"log"
	"os"

	"github.com/hashicorp/go-hclog"
	"github.com/mattn/go-isatty"

	"hotreply/host/config"
	"hotreply/host/logger"
)

// newLogger builds the one root logger; packages get named children of it.
func (g *globals) newLogger(c config.Log) hclog.Logger {
	return logger.New(logger.Options{
		Log:    c,
		Output: g.streams.Err,
		Color:  g.streams.errOnTerminal() && os.Getenv("NO_COLOR") == "",
		Zone:   g.zone.Load,
	})
}

// takeStandardLog has what libraries print with Go's own log go where the rest
// goes: a host's stderr takes nothing but the report of its death.
func takeStandardLog(l hclog.Logger) {
	log.SetFlags(0)
	log.SetOutput(l.Named("library").StandardWriter(&hclog.StandardLoggerOptions{ForceLevel: hclog.Warn}))
}

// isTerminal tells whether a stream is a person's terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}
