package sim

import (
	"time"
)

// hear opens the window: the user has written.
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
type verdict int

const (
	deliver verdict = iota
	refused         // -2 "prepare failed"
	dropped         // acknowledged, never shown
)

// admit judges a send that carries token. Reason names the rule that refused
// or dropped it, for GET /sim/state.
func (c *chat) admit(set Settings, token string, now time.Time) (v verdict, reason string) {
	g := c.tokens[token]
	window := time.Duration(set.Window)
	if now.Sub(c.opened) >= window {
		return set.late(), "window closed"
	}
	if g != nil && now.Sub(g.at) >= window {
		return set.late(), "context token expired"
	}
	if g == nil {
		switch set.RequireContext {
		case "reject":
			return refused, "no context"
		case "drop":
			return dropped, "no context"
		}
	}
	if set.Quota > 0 && c.usedOf(set, g) >= set.Quota {
		return refused, "quota used up"
	}
	return deliver, ""
}

func (set Settings) late() verdict {
	if set.AfterWindow == "drop" {
		return dropped
	}
	return refused
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

// prune forgets context tokens past their time.
func (c *chat) prune(now time.Time, window time.Duration) {
	for token, g := range c.tokens {
		if now.Sub(g.at) >= 2*window {
			delete(c.tokens, token)
		}
	}
}
