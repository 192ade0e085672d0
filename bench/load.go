package main

import (
	"context"
	"fmt"
	"time"
)

// load is users writing to bots.
type load struct {
	bots  []string
	text  string
	users int
	// rate is how many texts a second arrive, whether answered or not; 0 is a
	// closed loop: every user writes again when answered.
	rate float64
	// most ends a closed loop after so many texts; 0 is never. They are each of
	// another user; with again users write again when answered.
	most  int
	again bool
	warm  time.Duration // at least, see warmUp
	take  time.Duration
	cpu   func() (time.Duration, error) // of what is measured; nil is nobody
}

// burden is what a load has found while it was measured.
type burden struct {
	replies int
	took    time.Duration
	cpu     time.Duration
	waited  []float64 // from text to reply, in milliseconds
}

func (b burden) rate() float64 { return float64(b.replies) / b.took.Seconds() }

// perMessage is the processor time a message in microseconds.
func (b burden) perMessage() float64 {
	return float64(b.cpu.Microseconds()) / float64(b.replies)
}

// patience is how long the last replies of a load may take.
const patience = 20 * time.Second

// run lets the users write and waits until all have been answered.
func (d load) run(ctx context.Context, l *lab) (burden, error) {
	// Connections of their own, since a service closes those that were idle.
	sayer, err := newSayer(l.sim.address())
	if err != nil {
		return burden{}, err
	}
	defer sayer.close()
	r := &loadRun{load: d, sim: l.sim, sayer: sayer, open: map[string][]time.Time{}}
	if err := r.warmUp(ctx); err != nil {
		return burden{}, err
	}
	r.found = burden{}
	began, cpu, err := r.stamp()
	if err != nil {
		return burden{}, err
	}
	if err := r.phase(ctx, began.Add(d.take), false); err != nil {
		return burden{}, err
	}
	ended, after, err := r.stamp()
	if err != nil {
		return burden{}, err
	}
	found := r.found
	found.took, found.cpu = ended.Sub(began), after-cpu
	if found.replies == 0 {
		return burden{}, fmt.Errorf("no reply within %v", d.take)
	}
	return found, r.drain(ctx)
}

// warmUp lets the load run unmeasured. A closed loop goes on until everybody
// has been answered twice: connections are open then.
func (r *loadRun) warmUp(ctx context.Context) error {
	end := time.Now().Add(patience)
	if err := r.phase(ctx, time.Now().Add(r.warm), true); err != nil {
		return err
	}
	for r.warm > 0 && r.rate == 0 && r.found.replies < 2*r.users && time.Now().Before(end) {
		if err := r.phase(ctx, time.Now().Add(50*time.Millisecond), false); err != nil {
			return err
		}
	}
	return nil
}

// loadRun is a load under way.
type loadRun struct {
	load
	sim   *simulator
	sayer *sayer
	said  int
	wait  int                    // texts without a reply
	open  map[string][]time.Time // when they were said, by bot and user
	began time.Time              // of the texts at a rate
	found burden
}

func (r *loadRun) stamp() (time.Time, time.Duration, error) {
	if r.cpu == nil {
		return time.Now(), 0, nil
	}
	cpu, err := r.cpu()
	return time.Now(), cpu, err
}

// sayNext lets the next user write.
func (r *loadRun) sayNext() {
	user := r.said % r.users
	if r.most > 0 && !r.again {
		user = r.said
	}
	r.sayAs(r.bots[r.said%len(r.bots)], fmt.Sprintf("u%06d@im.wechat", user))
}

func (r *loadRun) sayAs(bot, user string) {
	r.open[bot+user] = append(r.open[bot+user], time.Now())
	r.wait++
	r.said++
	r.sayer.say(bot, user, r.text)
}

// phase keeps the load up until a time. first is whether nobody has written yet.
func (r *loadRun) phase(ctx context.Context, until time.Time, first bool) error {
	if first && r.rate == 0 {
		for range r.users {
			r.sayNext()
		}
	}
	if first {
		r.began = time.Now()
	}
	for time.Now().Before(until) && !r.over() && ctx.Err() == nil {
		if r.rate > 0 {
			for due := int(time.Since(r.began).Seconds() * r.rate); r.said < due; {
				r.sayNext()
			}
		}
		if err := r.collect(ctx, r.rate == 0); err != nil {
			return err
		}
		// Replies are fetched in groups: one at a time would cost the machine
		// more than what is measured. They carry their own times.
		time.Sleep(2 * time.Millisecond)
	}
	return ctx.Err()
}

func (r *loadRun) over() bool { return r.most > 0 && r.found.replies >= r.most }

// collect reads what has been answered, and lets those users write again.
func (r *loadRun) collect(ctx context.Context, again bool) error {
	if err := r.sayer.failed(); err != nil {
		return err
	}
	list, err := r.sim.replies(ctx, 0)
	if err != nil {
		return err
	}
	for _, m := range list {
		said := r.open[m.Bot+m.User]
		if len(said) == 0 {
			continue // of before the load
		}
		r.open[m.Bot+m.User] = said[1:]
		r.wait--
		r.found.replies++
		r.found.waited = append(r.found.waited, m.Time.Sub(said[0]).Seconds()*1000)
		switch {
		case !again:
		case r.most == 0:
			r.sayAs(m.Bot, m.User)
		case r.said >= r.most:
		case r.again:
			r.sayAs(m.Bot, m.User)
		default:
			r.sayNext()
		}
	}
	return nil
}

// drain waits for the replies that are still out.
func (r *loadRun) drain(ctx context.Context) error {
	for end := time.Now().Add(patience); r.wait > 0; time.Sleep(5 * time.Millisecond) {
		if err := r.collect(ctx, false); err != nil {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%d of %d texts without a reply after %v", r.wait, r.said, patience)
		}
	}
	return nil
}
