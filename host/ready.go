package host

import "hotreply/console"

// status is what the console shows of the account.
func (a *account) status() console.Account {
	s := a.keeper.Status()
	return console.Account{Name: a.name, State: s.State, BotID: s.BotID, LastAnswered: s.LastAnswered.UTC(), Problem: s.Problem}
}
