package host

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"hotreply/host/internal/statedir"

	"github.com/hashicorp/go-hclog"
)

// serveConsole listens on the configured address until ctx ends and returns
// the address it got. The address also stands in <state>/console.addr, where
// the other commands look for it.
func serveConsole(ctx context.Context, cfg Config, backend consoleBackend, log hclog.Logger) (addr string, err error) {
	if cfg.Console.Listen == "" {
		return "", nil
	}
	token, err := consoleToken(cfg)
	if err != nil {
		return "", err
	}
	l, err := listenConsole(cfg.Console.Listen, cfg.freeConsole(), log)
	if err != nil {
		return "", err
	}
	addr = l.Addr().String()
	note := filepath.Join(cfg.State, consoleAddrFile)
	if err := os.WriteFile(note, []byte(addr+"\n"), 0o600); err != nil {
		log.Warn("the console's address is not noted: send, inbox and store do not find it",
			"console", addr, "err", statedir.Wrap("note the console's address in the state folder", cfg.State, err))
	}
	c := &console{backend: backend, token: token, listen: cfg.Console.Listen}
	s := consoleLimits{}.server(c.routes(), log)
	go func() { _ = s.Serve(l) }() // ends by Close below
	context.AfterFunc(ctx, func() {
		_ = os.Remove(note)
		_ = s.Close()
	})
	return addr, nil
}

// freeConsole tells whether the console may have another port than the one of
// Listen: one that nobody chose is as good as any.
func (c *Config) freeConsole() bool {
	return c.AnyConsolePort || !c.Console.Chosen && c.Console.Listen == defaultConsole
}

// listenConsole listens on the address, or on a free port beside it if that
// will do.
func listenConsole(listen string, free bool, log hclog.Logger) (net.Listener, error) {
	l, err := net.Listen("tcp", listen)
	if err == nil {
		return l, nil
	}
	busy := &ConsoleBusyError{Addr: listen, Err: err}
	name, port, split := net.SplitHostPort(listen)
	if !free || split != nil {
		return nil, busy
	}
	if l, err = net.Listen("tcp", net.JoinHostPort(name, "0")); err != nil {
		return nil, busy
	}
	log.Info("port "+port+" is taken, the console has a free one", "console", l.Addr().String(), "err", busy.Err,
		"hint", "to keep one address, set console.listen in config.toml to another port")
	return l, nil
}

// ConsoleBusyError says that the console can not have its address.
type ConsoleBusyError struct {
	Addr string
	Err  error
}

// Error names the address.
func (e *ConsoleBusyError) Error() string {
	return fmt.Sprintf("console: listen on %s: %v", e.Addr, e.Err)
}

// Hint is the next step.
func (e *ConsoleBusyError) Hint() string {
	return "another program has this port, perhaps another hotreply; set console.listen in config.toml to another one, or to \"\" for no console"
}

// Unwrap is the cause.
func (e *ConsoleBusyError) Unwrap() error { return e.Err }
