package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hotreply/host"
	"hotreply/ilink"
)

func newLogin(g *globals) *cobra.Command {
	var account string
	var force bool
	cmd := &cobra.Command{
		Use:   "login",
		Short: "log in with a QR code; a running bot takes the new login up by itself",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, _ []string) error { return login(cmd.Context(), g, account, force) },
	}
	cmd.Flags().StringVar(&account, "account", "", "`name` of the account (default: the only one)")
	cmd.Flags().BoolVar(&force, "force", false, "log in even though the account has a login")
	return cmd
}

func login(ctx context.Context, g *globals, name string, force bool) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	if name, err = pickAccount(c, name); err != nil {
		return err
	}
	ctx, quit, stop := watchSignals(ctx)
	defer stop()
	if !force {
		if enough := reportLogin(ctx, g, c, name); enough {
			return stopped(quit)
		}
	}
	c.Login = newLoginTerminal(g.streams, c.State)
	got, err := host.LoginAccount(ctx, c, name, !force)
	var givenUp *ilink.LoginGivenUpError
	var foreign *ilink.HostError
	switch {
	case errors.Is(err, ilink.ErrAlreadyConnected):
		return nil // Say has told
	case errors.As(err, &givenUp):
		return &host.LoginNeededError{Account: name, Err: givenUp}
	case errors.As(err, &foreign):
		return &host.LoginNeededError{Account: name, Err: foreign}
	case errors.Is(err, context.Canceled):
		return stopped(quit)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(g.streams.Out, "account %s is logged in as bot %s\n", name, oneLine(got.BotID))
	return err
}

// reportLogin says what the account's present login is worth, and whether that
// is all there is to do.
func reportLogin(ctx context.Context, g *globals, c host.Config, name string) (enough bool) {
	const hint = "hint: hotreply login --force replaces it\n"
	err := host.ProbeLogin(ctx, c, name)
	var service *ilink.Error
	switch {
	case err == nil:
		fmt.Fprintf(g.streams.Err, "account %s has a login already\n%s", name, hint)
	case errors.Is(err, ilink.ErrStaleToken):
		fmt.Fprintf(g.streams.Err, "account %s: the login has ended, a new one is needed\n", name)
		return false
	case ctx.Err() != nil: // asked to stop
	case errors.As(err, &service):
		fmt.Fprintf(g.streams.Err, "account %s has a login already; whether it is still good could not be found out: %s\n%s", name, oneLine(err.Error()), hint)
	default:
		return false // no login, or none that can be used
	}
	return true
}

// stopped is how a command ends that was asked to: with 0, or with 4 when it
// was asked twice.
func stopped(quit <-chan struct{}) error {
	select {
	case <-quit:
		return silent(exitForced)
	default:
		return nil
	}
}

// pickAccount finds the account that a command means: the one named, or the
// only one there is.
func pickAccount(c host.Config, name string) (string, error) {
	names := make([]string, 0, len(c.Accounts))
	for n := range c.Accounts {
		names = append(names, n)
	}
	slices.Sort(names)
	switch {
	case name == "" && len(names) == 1:
		return names[0], nil
	case name == "":
		return "", usage("name one with --account: "+strings.Join(names, ", "), "there are %d accounts", len(names))
	case !slices.Contains(names, name):
		return "", usage("known are "+strings.Join(names, ", ")+"; add a table [accounts."+name+"] to config.toml for a new one", "no account %q", name)
	}
	return name, nil
}

func newLogout(g *globals) *cobra.Command {
	var account string
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "forget a login",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			name := account
			if !hasLogin(c, account) {
				if name, err = pickAccount(c, account); err != nil {
					return err
				}
			}
			was, err := host.Logout(c, name)
			if err != nil {
				return fmt.Errorf("log out account %s: %w", name, err)
			}
			if !was {
				fmt.Fprintf(g.streams.Err, "account %s was not logged in\n", name)
				return nil
			}
			fmt.Fprintf(g.streams.Out, "account %s is logged out\n", name)
			fmt.Fprintln(g.streams.Err, "the token is gone from this machine; WeChat keeps the bot in the chat list until another login replaces it,\nor until you remove it in WeChat under Me > Settings > Plugins; waiting messages and the rules' store are kept")
			return nil
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "`name` of the account (default: the only one)")
	return cmd
}

// hasLogin tells whether an account that was named has a login, though it may
// have gone from the config since.
func hasLogin(c host.Config, name string) bool {
	list, err := host.ListAccounts(c)
	return err == nil && slices.ContainsFunc(list, func(a host.LoggedIn) bool { return a.Account == name && (a.Login != nil || a.Err != nil) })
}

func newAccounts(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "accounts",
		Short: "list the accounts and their logins",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			c, err := g.load()
			if err != nil {
				return err
			}
			list, err := host.ListAccounts(c)
			if err != nil {
				return err
			}
			t := newTable(g.streams.Out, "ACCOUNT", "LOGIN", "BOT", "OWNER", "SINCE")
			for _, a := range list {
				t.row(accountRow(a)...)
			}
			return t.end()
		},
	}
}

func accountRow(a host.LoggedIn) []string {
	switch {
	case a.Err != nil:
		return []string{a.Account, "unusable", a.Err.Error()}
	case a.Login == nil:
		return []string{a.Account, "none", "-", "-", "-"}
	}
	since, owner := "-", a.Login.UserID
	if !a.Login.SavedAt.IsZero() {
		since = a.Login.SavedAt.Local().Format("2006-01-02 15:04")
	}
	if owner == "" {
		owner = "-"
	}
	return []string{a.Account, "yes", a.Login.BotID, owner, since}
}
