package runtime

// OnLive calls fn on the loop once this version is in force: never for one
// that failed to load, at once if it already is.
func (s *Script) OnLive(fn func()) {
	if s.live {
		fn()
		return
	}
	s.onLive = append(s.onLive, fn)
}

// goLive runs what waits for the swap.
func (s *Script) goLive() {
	if s.live || s.retiring {
		return
	}
	s.live = true
	for _, fn := range s.onLive {
		if err := s.loop.protect(fn); err != nil {
			s.report(err, nil)
		}
	}
	s.onLive = nil
}

// SetLocal keeps a value of a module with the script, under a key of the
// module's own type.
func (s *Script) SetLocal(key, value any) {
	if s.locals == nil {
		s.locals = make(map[any]any)
	}
	s.locals[key] = value
}

// Local is what SetLocal kept, or nil.
func (s *Script) Local(key any) any { return s.locals[key] }
