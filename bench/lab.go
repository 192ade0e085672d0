package main

import (
	"context"
	"errors"
	"os"
)

// lab is where measures happen: one simulator for all sides, a front before it
// for https, and a folder that goes with the lab. It belongs to one goroutine.
type lab struct {
	ctx     context.Context
	dir     string
	sim     *simulator
	front   *front // nil until a measure wants https
	options options
	running []*hotreply
	owners  int // logins so far: no two have one owner
}

func openLab(ctx context.Context, o options) (*lab, error) {
	dir, err := os.MkdirTemp(o.dir, "hotreply-bench-")
	if err != nil {
		return nil, err
	}
	l := &lab{ctx: ctx, dir: dir, options: o}
	if l.sim, err = startSimulator(ctx, o.simulator(), dir); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// tidy ends what a measure has left running and makes the simulator forget it.
func (l *lab) tidy() error {
	var failed error
	for _, h := range l.running {
		failed = errors.Join(failed, h.close())
	}
	l.running = nil
	return errors.Join(failed, l.sim.reset(l.ctx))
}

// close ends all that the lab has started and removes its folder.
func (l *lab) close() error {
	for _, h := range l.running {
		h.kill()
	}
	if l.front != nil {
		l.front.stop()
	}
	if l.sim != nil {
		l.sim.stop()
	}
	return os.RemoveAll(l.dir)
}

// secure is the setup of a hotreply that finds the service over https.
func (l *lab) secure() (setup, error) {
	if l.front == nil {
		front, err := startFront(l.ctx, l.sim.address(), l.dir, l.options.h2)
		if err != nil {
			return setup{}, err
		}
		l.front = front
	}
	return setup{base: l.front.base, env: []string{"SSL_CERT_FILE=" + l.front.certificate}}, nil
}
