package runtime

import (
	"context"
	"maps"
	"slices"
)

// EndHandlers ends, with cause, all that the scripts' code does for anybody:
// handlers, what they left behind, timers of the top level. It comes before
// what they use is taken away, so that nothing fails for want of it; one line a
// script counts what was left behind. It returns when every script has obeyed,
// or ctx ends: one that does not listen is for Close. Safe everywhere but on a
// loop.
func (s *Scripts) EndHandlers(ctx context.Context, cause error) {
	var asked []<-chan struct{}
	for _, sc := range s.everyScript() {
		done := make(chan struct{})
		if sc.loop.control(func() { sc.endHandlers(cause); close(done) }) {
			asked = append(asked, done)
		}
	}
	for _, done := range asked {
		select {
		case <-done:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Script) endHandlers(cause error) {
	for t := range s.loop.tasks {
		if t.root == nil {
			t.abort(cause)
		}
	}
	if n := s.loop.cutLeftovers(cause); n > 0 {
		s.log.Info("what handlers had left behind was ended", "count", n, "reason", cause)
	}
	s.loop.timers.clearAll()
}

// everyScript lists the scripts in force and those that are not gone yet.
func (s *Scripts) everyScript() []*Script {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.AppendSeq(slices.Clone(s.current.Load().scripts), maps.Keys(s.retired))
}
