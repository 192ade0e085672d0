package runtime

// OnLive calls fn on the loop once this version has been swapped in; at once
// if it already is. A version that does not load never gets there. What a
// script sets up outside its own runtime belongs here, so that a broken save
// leaves the old version's alone. For the loop only.
func (s *Script) OnLive(fn func()) {
	if s.isLive {
		fn()
		return
	}
	s.onLive = append(s.onLive, fn)
}

// goLive runs what waited for the swap. It is posted by the one who swapped.
func (s *Script) goLive() {
	s.isLive = true
	for _, fn := range s.onLive {
		if err := s.loop.protect(fn); err != nil {
			s.report(err, nil)
		}
	}
	s.onLive = nil
}

// SetLocal keeps a value of a module with the script. For the loop only; key
// is of a type of the module's own.
func (s *Script) SetLocal(key, value any) {
	if s.locals == nil {
		s.locals = make(map[any]any)
	}
	s.locals[key] = value
}

// Local is what SetLocal kept, or nil. For the loop only.
func (s *Script) Local(key any) any { return s.locals[key] }
