package host

import (
	"cmp"
	"os"
	"slices"

	"hotreply/host/config"
	"hotreply/host/internal/statedir"
)

// crew is which accounts run at a moment and the folders of rules that they
// share. It is a value that nobody changes: a change makes another.
type crew struct {
	accounts []*account // by name
	leaving  []*account // not in the settings any more; their last handlers end
	folders  []*rules
}

// accounts are the accounts of now, by name.
func (h *host) accounts() []*account { return h.live.Load().accounts }

// folders are the folders of rules of now.
func (h *host) folders() []*rules { return h.live.Load().folders }

// account is the account of a name, nil if there is none. One that is leaving
// is there for what it has still to do.
func (h *host) account(name string) *account { return h.live.Load().account(name) }

func (c *crew) account(name string) *account {
	if a := named(c.accounts, name); a != nil {
		return a
	}
	return named(c.leaving, name)
}

func named(list []*account, name string) *account {
	i := slices.IndexFunc(list, func(a *account) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return list[i]
}

// makeAccounts makes those of the settings that the host starts with.
func (h *host) makeAccounts() error {
	c := &crew{}
	for name, ac := range h.cfg.Accounts {
		if _, _, err := h.makeAccount(c, name, ac); err != nil {
			return err
		}
	}
	h.live.Store(c)
	return nil
}

// folderOf is the folder of rules of an account.
func (h *host) folderOf(ac config.Account) string { return cmp.Or(ac.Scripts, h.cfg.Scripts) }

// makeAccount adds an account to a crew that nobody sees yet, and the folder of
// rules that it uses: fresh if nobody else does.
func (h *host) makeAccount(c *crew, name string, ac config.Account) (a *account, fresh bool, err error) {
	if err := os.MkdirAll(h.accountDir(name), 0o700); err != nil {
		return nil, false, statedir.Wrap("make an account's folder in the state folder", h.cfg.State, err)
	}
	dir := h.folderOf(ac)
	var r *rules
	if i := slices.IndexFunc(c.folders, func(r *rules) bool { return r.dir == dir }); i >= 0 {
		r = c.folders[i]
	} else {
		if r, err = h.newRules(dir); err != nil {
			return nil, false, err
		}
		fresh = true
		c.folders = append(slices.Clone(c.folders), r)
	}
	a = newAccount(h, name, r)
	c.accounts = append(slices.Clone(c.accounts), a)
	slices.SortFunc(c.accounts, func(a, b *account) int { return cmp.Compare(a.name, b.name) })
	return a, fresh, nil
}

// wants says whether an account that stays uses a folder of rules.
func (c *crew) wants(r *rules) bool {
	return slices.ContainsFunc(c.accounts, func(a *account) bool { return a.rules == r })
}

// without is the crew without an account, which leaves if it runs.
func (c crew) without(a *account, leaves bool) *crew {
	is := func(o *account) bool { return o == a }
	c.accounts = slices.DeleteFunc(slices.Clone(c.accounts), is)
	c.leaving = slices.DeleteFunc(slices.Clone(c.leaving), is)
	if leaves {
		c.leaving = append(c.leaving, a)
	}
	return &c
}

// withoutUnused is the crew without the folders that no account uses any more,
// and those.
func (c crew) withoutUnused() (_ *crew, unused []*rules) {
	var used []*rules
	for _, r := range c.folders {
		uses := func(a *account) bool { return a.rules == r }
		if slices.ContainsFunc(c.accounts, uses) || slices.ContainsFunc(c.leaving, uses) {
			used = append(used, r)
		} else {
			unused = append(unused, r)
		}
	}
	c.folders = used
	return &c, unused
}
