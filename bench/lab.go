package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
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
	// binaries are copies of the programs, by name of the side; see copied.
	binaries map[string]string
	copies   int // besides those
}

func openLab(ctx context.Context, o options) (*lab, error) {
	dir, err := os.MkdirTemp(o.dir, "hotreply-bench-")
	if err != nil {
		return nil, err
	}
	l := &lab{ctx: ctx, dir: dir, options: o, binaries: map[string]string{}}
	for name, binary := range map[string]string{"simulator": o.simulator(), "old": o.old, "new": o.new} {
		if binary == "" {
			continue
		}
		if l.binaries[name], err = l.copied(binary, name); err != nil {
			return nil, errors.Join(err, l.close())
		}
	}
	if l.sim, err = startSimulator(ctx, l.binaries["simulator"], dir); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// copied makes a copy of a program in the lab's folder. Processes of one file
// share its pages, and each is charged with its part of them alone: old and
// simulator would make each other look small.
func (l *lab) copied(binary, name string) (string, error) {
	from, err := os.Open(binary)
	if err != nil {
		return "", err
	}
	defer from.Close()
	path := filepath.Join(l.dir, "hotreply-"+name)
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	// Or the disk would write it while something is measured.
	return path, errors.Join(err, to.Sync(), to.Close())
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
