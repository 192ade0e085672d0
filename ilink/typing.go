package ilink

import (
	"context"
	"errors"
	"fmt"
	"hotreply/internal/wait"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	// typingEvery is how often "typing" is shown again while it lasts. Phones
	// hide it by themselves after some seconds.
	typingEvery = 5 * time.Second
	// typingTicketAge bounds the age of a ticket. Each is kept for a random
	// part of it, as in openclaw-weixin 2.4.9 (api/config-cache.ts).
	typingTicketAge = 24 * time.Hour
	// typingRetry is the wait after the first failure to get a ticket; it
	// doubles up to typingRetryMost.
	typingRetry     = 2 * time.Second
	typingRetryMost = time.Hour
	// maxTickets bounds the cache; one that is full is emptied, since a ticket
	// costs one request.
	maxTickets = 10000
)

// Typist shows "typing" to the users of one bot. The zero value with a Client
// is ready; its methods may be called by several goroutines.
type Typist struct {
	Client *Client

	mu      sync.Mutex // guards tickets and what they point to
	tickets map[string]*ticket
}

// ticket is what is known of one user.
type ticket struct {
	value   Secret    // "" if there never was one
	fetchAt time.Time // when to ask for another
	failed  int       // failures in a row
	err     error     // the last of them
	showing int       // calls of Show under way
}

// Show lets the user see "typing" until ctx ends, and then hides it again; it
// returns when it is hidden, at most some seconds after. While several calls
// for one user are under way the last to end hides it. An error means that
// nothing was shown, or no longer, or that it was not hidden: typing is a
// courtesy, so it is worth a debug line. token is the newest context token of the user.
func (t *Typist) Show(ctx context.Context, user string, token Secret) error {
	value, err := t.ticket(ctx, user, token)
	if err != nil {
		return err
	}
	t.count(user, +1)
	shown := false
	for err == nil && ctx.Err() == nil {
		// Not ctx: a request cut short might still arrive, after the one that
		// hides it.
		err = t.send(ctx, user, value, true)
		shown = shown || err == nil || FateOf(err) == FateLost
		if err == nil {
			_ = wait.For(ctx, t.Client.clock(), typingEvery)
		}
	}
	if err != nil {
		t.spoil(user, err)
	}
	if t.count(user, -1) > 0 || !shown {
		return err
	}
	return errors.Join(err, t.hide(ctx, user, value))
}

// hide cancels, and tries once more if that fails.
func (t *Typist) hide(ctx context.Context, user string, value Secret) (err error) {
	for range 2 {
		if err = t.send(ctx, user, value, false); err == nil {
			return nil
		}
	}
	return fmt.Errorf("typing could not be hidden, the phone does it in a while: %w", err)
}

// send shows or hides, whether or not ctx has ended.
func (t *Typist) send(ctx context.Context, user string, value Secret, on bool) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeoutShort/2)
	defer cancel()
	return t.Client.SendTyping(ctx, user, value, on)
}

func (t *Typist) count(user string, by int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.entry(user)
	k.showing += by
	return k.showing
}

// entry is the user's place in the cache; t.mu is held.
func (t *Typist) entry(user string) *ticket {
	k := t.tickets[user]
	if k == nil {
		if t.tickets == nil || len(t.tickets) >= maxTickets {
			t.tickets = make(map[string]*ticket)
		}
		k = &ticket{}
		t.tickets[user] = k
	}
	return k
}

// spoil has the next Show ask for a new ticket.
func (t *Typist) spoil(user string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entry(user).fail(t.Client.clock().Now(), err)
}

func (k *ticket) fail(now time.Time, err error) {
	k.failed++
	k.err = err
	k.fetchAt = now.Add(min(typingRetryMost, typingRetry<<min(k.failed-1, 20)))
}

// ticket returns the cached ticket, or asks for one when its time has come. An
// old one stays usable while none can be had.
func (t *Typist) ticket(ctx context.Context, user string, token Secret) (Secret, error) {
	now := t.Client.clock().Now()
	t.mu.Lock()
	k := t.entry(user)
	value, due, err := k.value, !now.Before(k.fetchAt), k.err
	if due {
		k.fetchAt = now.Add(timeoutShort) // others do not ask meanwhile
	}
	t.mu.Unlock()
	if !due {
		if value == "" && err == nil {
			err = errors.New("typing ticket is on its way")
		}
		if value != "" {
			err = nil
		}
		return value, err
	}
	fresh, err := t.Client.GetConfig(ctx, user, token)
	t.mu.Lock()
	defer t.mu.Unlock()
	k = t.entry(user)
	if err != nil {
		k.fail(now, err)
		if k.value != "" {
			return k.value, nil
		}
		return "", err
	}
	k.value, k.failed, k.err = fresh, 0, nil
	k.fetchAt = now.Add(rand.N(typingTicketAge))
	return fresh, nil
}
