package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"hotreply/host"
	"hotreply/host/supervise"
	"hotreply/ilink/sim"
)

// devFlags are the flags of `hotreply dev`.
type devFlags struct {
	say  string
	user string
	once bool // --say was given: its text may be empty by mistake
}

func newDev(g *globals) *cobra.Command {
	var f devFlags
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "try your rules in the terminal, without a phone",
		Long: `dev runs your rules against a built-in WeChat simulator: what you type is a
message, what the rules answer is printed. Edit a rule and save: the next
message is answered by it. Logins and messages of the real bot are not touched.

  hotreply dev
  hotreply dev --say 你好`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.once = cmd.Flags().Changed("say")
			if f.once && f.say == "" {
				return usage("for example: hotreply dev --say 你好", "--say needs a text")
			}
			return runDev(cmd.Context(), g, f)
		},
	}
	cmd.Flags().StringVar(&f.say, "say", "", "send one `text`, print the replies and stop")
	cmd.Flags().StringVar(&f.user, "user", sim.DefaultUser, "`id` of the user who writes")
	return cmd
}

// devOrders are what a dev host has different from the same host on the real
// service; its supervisor, which runs the simulator, knows them.
type devOrders struct {
	State string `json:"state"`
	Base  string `json:"base"` // of the simulator
}

// apply points c at the simulator.
func (d devOrders) apply(c *host.Config) {
	c.State = d.State
	c.ILink.BaseURL, c.ILink.CDNBaseURL = d.Base, d.Base+"/c2c"
	c.ILink.Proxy, c.ILink.Hosts = "", nil
	c.Waive("ilink")
	c.AnyConsolePort = true
	c.LoginLocks = filepath.Join(d.State, "logins") // nobody else knows this simulator
}

func runDev(ctx context.Context, g *globals, f devFlags) error {
	if f.once && g.logLevel == "" {
		g.logLevel = "warn" // one reply is asked for, not the story of a start and a stop
	}
	terminal := isTerminal(g.streams.In) && isTerminal(g.streams.Out)
	edit := g.takeEditor(f) // before load, which makes the logger
	c, err := g.load()
	if err != nil {
		return err
	}
	if g.child != nil {
		var d devOrders
		if err := json.Unmarshal(g.child.Orders.Dev, &d); err != nil {
			return failed("", "orders for dev: %v", err)
		}
		d.apply(&c)
		return g.runHost(ctx, c)
	}
	c.Waive("ilink")
	if err := c.Runnable(); err != nil {
		return err
	}
	saved := c
	c.State = filepath.Join(c.State, "dev")
	lock, err := host.LockState(c.State, commandLine())
	if err != nil {
		return err
	}
	defer func() { _ = lock.Unlock() }()
	if err := prepareScripts(c, g.streams.Err); err != nil {
		return err
	}
	service, err := listenSim("127.0.0.1:0", sim.Options{Logger: c.Logger.Named("sim")})
	if err != nil {
		return err
	}
	defer service.close()
	logins := &simLogins{service: service, state: c.State}
	if err := logins.add(c); err != nil {
		return err
	}
	var watch sync.WaitGroup
	defer watch.Wait() // stop below ends it
	ctx, interrupt, quit, stop := watchInterrupts(ctx, func() {})
	defer stop()
	saves := newSaves()
	if !f.once && !g.noSupervise {
		watch.Go(func() { g.watchConfig(ctx, saved, logins.take, saves) })
	}
	d := devOrders{State: c.State, Base: service.base}
	talk := newChat(g.streams, terminal, edit, service, f, c.Scripts)
	return g.chatWithHost(ctx, interrupt, quit, saves, c, d, talk)
}

// takeEditor has all that is written for a person stand above an editor, if
// the chat has one.
func (g *globals) takeEditor(f devFlags) *editor {
	if g.child != nil || f.once || !canEdit(g.streams) {
		return nil
	}
	e := newEditor(g.streams.In, g.streams.Out)
	g.streams.Out = e
	if g.line != nil {
		g.line = newTransferLine(e)
		g.streams.Err = g.line
	}
	return e
}

// chatWithHost runs the host beside a chat, until the chat is over or the host
// ends for good.
func (g *globals) chatWithHost(ctx context.Context, interrupt func(), quit <-chan struct{}, saves saves, c host.Config, d devOrders, talk *chat) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	hosted, ended := context.WithCancel(context.WithoutCancel(ctx))
	defer ended()
	said := make(chan error, 1)
	go func() {
		said <- talk.run(ctx, hosted, cancel, interrupt)
		cancel()
	}()
	var hostErr error
	if g.noSupervise {
		d.apply(&c)
		c.Notify = talk.notify
		hostErr = g.runHost(ctx, c)
	} else {
		orders, err := json.Marshal(d)
		if err != nil {
			return err
		}
		hostErr = g.supervise(ctx, quit, c, supervise.Orders{State: c.State, All: true, Dev: orders}, nil, saves, talk.notify)
	}
	cancel()
	ended()
	if err := <-said; err != nil && hostErr == nil {
		return err
	}
	return hostErr
}

// simLogins logs accounts in to the simulator, so that nobody has to scan
// anything.
type simLogins struct {
	service *simService
	state   string
	known   map[string]bool // accounts that are logged in
}

// take logs the accounts of saved settings in, if dev can run with them.
func (l *simLogins) take(c host.Config) error {
	c.Waive("ilink")
	if err := c.Runnable(); err != nil {
		return err
	}
	return l.add(c)
}

// add writes a token.json for each account of c that has no login yet.
func (l *simLogins) add(c host.Config) error {
	names := make([]string, 0, len(c.Accounts))
	for name := range c.Accounts {
		if !l.known[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		owner := sim.DefaultUser
		if len(l.known) > 0 {
			owner = fmt.Sprintf("owner-of-%s@im.wechat", name)
		}
		if err := l.write(name, owner); err != nil {
			return err
		}
	}
	return nil
}

func (l *simLogins) write(account, owner string) error {
	bot := l.service.NewBot(owner)
	bot.BaseURL = l.service.base
	data, err := json.MarshalIndent(bot, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Join(l.state, "accounts", account)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the account's folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "token.json"), data, 0o600); err != nil {
		return fmt.Errorf("write the simulator's login: %w", err)
	}
	if l.known == nil {
		l.known = make(map[string]bool)
	}
	l.known[account] = true
	return nil
}
