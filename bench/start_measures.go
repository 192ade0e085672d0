package main

import (
	"errors"
	"fmt"
	"time"
)

// startWithScripts starts each folder twice: the first start of a folder, which
// makes its database, is not what a user waits for every day.
func startWithScripts(l *lab, s side) (readings, error) {
	found := readings{}
	for _, n := range []int{20, 200} {
		took, err := secondStart(l, s, setup{scripts: manyScripts(n)})
		if err != nil {
			return nil, err
		}
		found[fmt.Sprintf("start.%d", n)], found[fmt.Sprintf("start.%dcpu", n)] = took.wall, took.cpu
	}
	return found, nil
}

// secondStart starts a host, stops it, and measures the next start of its folder.
func secondStart(l *lab, s side, with setup) (startTime, error) {
	g, err := openGate(l.sim.address()) // the address stands in the folder
	if err != nil {
		return startTime{}, err
	}
	defer g.close()
	with.base = g.base()
	h, err := l.start(s, with)
	if err != nil {
		return startTime{}, err
	}
	if err := h.ready(); err != nil {
		return startTime{}, err
	}
	h.stop()
	<-g.polled // that of this start
	again, err := l.start(s, setup{base: with.base, folder: h.folder, logins: h.logins})
	if err != nil {
		return startTime{}, err
	}
	took, err := g.wait(l, again)
	if err != nil {
		return startTime{}, err
	}
	return took, again.close()
}

// knownUsers are hosts to which many users have written, by side. They are
// stopped; their folders and logins stay.
type knownUsers struct {
	hosts map[string]*hotreply
	gates map[string]*gate // the addresses that stand in their folders
}

func newKnownUsers() *knownUsers {
	return &knownUsers{hosts: map[string]*hotreply{}, gates: map[string]*gate{}}
}

// meet lets users write, each once.
func (k *knownUsers) meet(l *lab, s side) error {
	g, err := openGate(l.sim.address())
	if err != nil {
		return err
	}
	h, err := l.start(s, setup{base: g.base()})
	if err != nil {
		return err
	}
	h.lasting = true
	if err := h.ready(); err != nil {
		return err
	}
	d := load{bots: bots(h.logins), text: "hi", users: closedUsers, most: l.options.users, take: 5 * time.Minute}
	if _, err := d.run(l.ctx, l); err != nil {
		return err
	}
	h.stop()
	<-g.polled
	k.hosts[s.name], k.gates[s.name] = h, g
	return nil
}

// start starts such a host again.
func (k *knownUsers) start(l *lab, s side) (readings, error) {
	h := k.hosts[s.name]
	if h == nil {
		return nil, errors.New("nobody is known: see the first error")
	}
	again, err := l.start(s, setup{base: k.gates[s.name].base(), folder: h.folder, logins: h.logins})
	if err != nil {
		return nil, err
	}
	again.lasting = true
	took, err := k.gates[s.name].wait(l, again)
	again.stop()
	return readings{"users.start": took.wall, "users.cpu": took.cpu}, err
}

// startTime is what a start took until the first poll, in milliseconds. Other
// work on the machine lengthens the time of the clock far more than that of
// the processor.
type startTime struct{ wall, cpu float64 }

// longStart is how long a start may take: hundreds of scripts on a machine that
// others use, too.
const longStart = time.Minute

// wait waits for a host's first poll.
func (g *gate) wait(l *lab, h *hotreply) (startTime, error) {
	select {
	case at := <-g.polled:
		cpu, err := h.cpu()
		return startTime{at.Sub(h.since).Seconds() * 1000, cpu.Seconds() * 1000}, err
	case <-h.ended:
		return startTime{}, h.died()
	case <-time.After(longStart):
		return startTime{}, fmt.Errorf("no poll within %v: %s", longStart, h.errors)
	case <-l.ctx.Done():
		return startTime{}, l.ctx.Err()
	}
}

// restart kills a host that is at rest and lets a user write at once.
func restart(l *lab, s side) (readings, error) {
	h, err := l.start(s, setup{scripts: manyScripts(10)})
	if err != nil {
		return nil, err
	}
	if err := h.ready(); err != nil {
		return nil, err
	}
	if err := l.settle(); err != nil {
		return nil, err
	}
	if err := h.killChild(); err != nil {
		return nil, err
	}
	killed := time.Now()
	reply, err := l.sim.ask(l.ctx, h.logins[0].BotID, "after@im.wechat", "hi", patience)
	if err != nil {
		return nil, err
	}
	return readings{"restart.reply": reply.Time.Sub(killed).Seconds() * 1000}, nil
}

// saveToLive saves new versions of a rule, beside few and beside many other
// scripts, and asks until one answers.
func saveToLive(l *lab, s side) (readings, error) {
	few, err := saves(l, s, 1)
	if err != nil {
		return nil, err
	}
	many, err := saves(l, s, 200)
	if err != nil {
		return nil, err
	}
	return readings{"save.p50": quantile(few, 0.5), "save.p99": quantile(few, 0.99), "save200.p50": quantile(many, 0.5)}, nil
}

// saves returns what each of some saves took, in milliseconds.
func saves(l *lab, s side, scripts int) ([]float64, error) {
	h, err := l.start(s, setup{scripts: manyScripts(scripts)})
	if err != nil {
		return nil, err
	}
	if err := h.ready(); err != nil {
		return nil, err
	}
	var took []float64
	for i := range l.options.saves {
		ms, err := h.saveLive(fmt.Sprintf("version %d", i))
		if err != nil {
			return nil, err
		}
		took = append(took, ms)
	}
	return took, nil
}

// saveLive saves a rule that answers with its version, and asks until it does.
// It returns the milliseconds from the save to the text that the new rule took.
func (h *hotreply) saveLive(version string) (float64, error) {
	if err := h.save("hi.js", fmt.Sprintf("bot.hear(\"hi\", () => %q);", version)); err != nil {
		return 0, err
	}
	for saved := time.Now(); time.Since(saved) < patience; {
		asked := time.Now()
		reply, err := h.lab.sim.ask(h.lab.ctx, h.logins[0].BotID, "saves@im.wechat", "hi", patience)
		if err != nil {
			return 0, err
		}
		if reply.Text == version {
			return asked.Sub(saved).Seconds() * 1000, nil
		}
	}
	return 0, fmt.Errorf("%s is not live after %v", version, patience)
}
