package host

import (
	"hotreply/bindings"
	"hotreply/store"
)

// schedule runs the scripts' jobs: every tick is an inbox row of its own.
type schedule struct{ h *host }

func newSchedule(h *host) *schedule { return &schedule{h: h} }

func (s *schedule) found(*store.InboxRow) {}
func (s *schedule) start()                {}
func (s *schedule) stop()                 {}

// Schedule checks a job and takes it in.
func (h *host) Schedule(bindings.Job) (bindings.Ticking, error) { return nil, errNoSchedule }
