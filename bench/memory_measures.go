package main

import (
	"fmt"
	"time"
)

// settle is how long a host gets to come to rest before its memory is read.
func (l *lab) settle() error {
	select {
	case <-time.After(l.options.settle()):
		return nil
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
}

// manyScripts are n files with a rule each; the first answers "hi".
func manyScripts(n int) map[string]string {
	list := map[string]string{"hi.js": hi}
	for i := 1; i < n; i++ {
		list[fmt.Sprintf("s%03d.js", i)] = fmt.Sprintf("bot.hear(\"word %d\", msg => msg.reply(\"answer %d\"));\n", i, i)
	}
	return list
}

// restingMemory starts a host, lets it answer once, and reads its memory.
func restingMemory(l *lab, s side, with setup) (float64, error) {
	h, err := l.start(s, with)
	if err != nil {
		return 0, err
	}
	if err := h.ready(); err != nil {
		return 0, err
	}
	if err := l.settle(); err != nil {
		return 0, err
	}
	n, err := h.pss()
	if err != nil {
		return 0, err
	}
	return n, h.close()
}

func scriptMemory(l *lab, s side) (readings, error) {
	few, err := restingMemory(l, s, setup{scripts: manyScripts(1)})
	if err != nil {
		return nil, err
	}
	many, err := restingMemory(l, s, setup{scripts: manyScripts(200)})
	if err != nil {
		return nil, err
	}
	return readings{"scripts.memory": (many - few) / 199 / 1024}, nil
}

// accountMemory compares hosts with one account and with a hundred, each of
// which has answered the same number of messages.
func accountMemory(l *lab, s side) (readings, error) {
	const more = 100
	measure := func(accounts int) (float64, error) {
		h, err := l.start(s, setup{accounts: accounts})
		if err != nil {
			return 0, err
		}
		if err := h.ready(); err != nil {
			return 0, err
		}
		d := load{bots: bots(h.logins), text: "hi", users: 4 * accounts, most: 20 * accounts, take: time.Minute}
		if _, err := d.run(l.ctx, l); err != nil {
			return 0, err
		}
		if err := l.settle(); err != nil {
			return 0, err
		}
		n, err := h.pss()
		if err != nil {
			return 0, err
		}
		return n, h.close()
	}
	one, err := measure(1)
	if err != nil {
		return nil, err
	}
	many, err := measure(more)
	if err != nil {
		return nil, err
	}
	return readings{"accounts.memory": (many - one) / (more - 1) / 1024}, nil
}

// quietMemory loads one host after another and reads the memory of each when
// its quiet time is over: they rest at the same time.
func quietMemory(l *lab, sides []side, note func(side, int, readings, error)) {
	type resting struct {
		side  side
		round int
		host  *hotreply
		found readings
		until time.Time
	}
	var all []resting
	for round := range l.options.rounds {
		for _, s := range turn(sides, round) {
			h, found, err := loaded(l, s)
			if err != nil {
				note(s, round, nil, err)
				continue
			}
			all = append(all, resting{s, round, h, found, time.Now().Add(l.options.quiet)})
		}
	}
	for _, r := range all {
		select {
		case <-time.After(time.Until(r.until)):
		case <-l.ctx.Done():
		}
		n, err := r.host.pss()
		r.found["quiet.after"] = n / (1 << 20)
		note(r.side, r.round, r.found, err)
	}
}

// loaded is a host that has just had its load, and what it took before and at
// the end of it.
func loaded(l *lab, s side) (*hotreply, readings, error) {
	h, err := l.start(s, setup{scripts: manyScripts(10), apart: true})
	if err != nil {
		return nil, nil, err
	}
	if err := h.ready(); err != nil {
		return nil, nil, err
	}
	if err := l.settle(); err != nil {
		return nil, nil, err
	}
	idle, err := h.pss()
	if err != nil {
		return nil, nil, err
	}
	d := load{bots: bots(h.logins), text: "hi", users: closedUsers, take: l.options.take}
	if _, err := d.run(l.ctx, l); err != nil {
		return nil, nil, err
	}
	busy, err := h.pss()
	return h, readings{"quiet.idle": idle / (1 << 20), "quiet.loaded": busy / (1 << 20)}, err
}
