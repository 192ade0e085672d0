package sim

import (
	"slices"
	"time"
)

// prepareFailed is what the service says when the window is closed, its quota
// used up, or the context missing.
const prepareFailed = "prepare failed"

// hear opens the window: the user has written. The token may be "".
func (c *chat) hear(token string, at time.Time) {
	if at.After(c.opened) {
		c.opened = at
	}
	c.used = 0
	if token != "" {
		c.tokens[token] = &grant{at: at}
		c.newest = token
	}
}

// verdict is what the window, the quota and the context say about a send.
type verdict struct {
	fate   fate
	reason string // which rule refused or dropped it, for GET /sim/state
	errmsg string // of a refusal
}

type fate int

const (
	deliver fate = iota
	refused
	dropped // acknowledged, never shown
)

// admit judges a send that carries token.
func (c *chat) admit(set Settings, token string, now time.Time) verdict {
	g := c.tokens[token]
	if now.Sub(c.opened) >= time.Duration(set.Window) {
		return judge(set.AfterWindow, "window closed")
	}
	if g != nil && now.Sub(g.at) >= time.Duration(set.TokenLife) {
		return judge(set.AfterWindow, "context token expired")
	}
	if g == nil && set.RequireContext != "ignore" {
		return judge(set.RequireContext, "no context")
	}
	if set.Quota > 0 && c.usedOf(set, g) >= set.Quota {
		return verdict{refused, "quota used up", set.QuotaErrmsg}
	}
	return verdict{}
}

func judge(policy, reason string) verdict {
	if policy == "drop" {
		return verdict{fate: dropped, reason: reason}
	}
	return verdict{refused, reason, prepareFailed}
}

// usedOf is the count that the quota applies to.
func (c *chat) usedOf(set Settings, g *grant) int {
	if set.QuotaScope == "token" && g != nil {
		return g.used
	}
	return c.used
}

// spend counts an accepted send.
func (c *chat) spend(token string) {
	c.used++
	if g := c.tokens[token]; g != nil {
		g.used++
	}
}

// prune forgets context tokens long past their time; younger ones stay known,
// so that a late send can be told from one with a made-up token.
func (c *chat) prune(now time.Time, life time.Duration) {
	if len(c.tokens) < max(c.pruneAt, prunedAbove) {
		return
	}
	for token, g := range c.tokens {
		if now.Sub(g.at) >= 2*life {
			delete(c.tokens, token)
		}
	}
	c.pruneAt = 2 * len(c.tokens)
}

const prunedAbove = 1000

// tooFast judges a send by the burst limits, and notes its time: an attempt
// during the penalty prolongs it.
func (b *bot) tooFast(set Settings, now time.Time) bool {
	gap := time.Duration(set.BurstGap)
	fast := gap > 0 && !b.lastTry.IsZero() && now.Sub(b.lastTry) < gap
	b.lastTry = now
	if set.BurstPerMinute == 0 {
		return fast
	}
	b.tries = slices.DeleteFunc(b.tries, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	b.tries = append(b.tries, now)
	return fast || len(b.tries) > set.BurstPerMinute
}
