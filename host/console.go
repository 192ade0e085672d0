package host

import (
	"sync"

	"hotreply/console"
	"hotreply/host/config"
	"hotreply/host/internal/statedir"
)

// openConsole starts the console, if the configuration has one, and returns
// the address it got. It is one of the keepers and ends with polling.
func (h *host) openConsole(keepers *sync.WaitGroup) (addr string, err error) {
	cfg := h.cfg
	if cfg.Console.Listen == "" {
		return "", nil
	}
	token, err := ConsoleToken(cfg)
	if err != nil {
		return "", err
	}
	c, err := console.Open(consoleBackend{h}, console.Options{
		Listen: cfg.Console.Listen, AnyPort: cfg.freeConsole(), Token: token, Log: h.log,
	})
	if cfg.Console.Token == "" {
		statedir.TellReadable(h.log, console.TokenPath(cfg.State))
	}
	if err != nil {
		return "", err
	}
	addr = c.Addr()
	if err := c.Note(cfg.State); err != nil {
		h.log.Warn("the console's address is not noted: send, inbox and store do not find it",
			"console", addr, "err", statedir.Wrap("note the console's address in the state folder", cfg.State, err))
	}
	keepers.Go(func() { c.Serve(h.polling) })
	h.console.Store(&addr)
	return addr, nil
}

// freeConsole tells whether the console may have another port than the one of
// Listen: one that nobody chose is as good as any.
func (c *Config) freeConsole() bool {
	return c.AnyConsolePort || !c.Console.Chosen && c.Console.Listen == config.Default().Console.Listen
}

// ConsoleToken is the token of the console on c's state folder: the configured
// one, or the one that the folder keeps, which is made at the first start. It
// fails with a *[FolderError].
func ConsoleToken(c Config) (string, error) {
	if c.Console.Token != "" {
		return c.Console.Token, nil
	}
	token, err := console.Token(c.State)
	if err != nil {
		return "", statedir.Wrap("read the console's token in the state folder", c.State, err)
	}
	if token != "" {
		return token, nil
	}
	if token, err = console.MakeToken(c.State); err != nil {
		return "", statedir.Wrap("write the console's token in the state folder", c.State, err)
	}
	return token, nil
}
