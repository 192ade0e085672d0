package runtime

import "slices"

// later is a part of what a script has that was not made yet: its program
// can not tell that it is not there.
type later struct {
	names   []string
	install func() error
}

// WhenUsed makes a part of what scripts have: at once if the script's program
// may come to use one of the names, which are globals, properties and the marks
// of [hotreply/runtime/internal/compile.Reach]; otherwise when anything is made
// that may need it. install is called at most once, on the loop.
//
// A part must name all by which a script can tell that it is there: a method
// its own name, a global its own, a way through the engine all that it begins
// with. What a script need not name (a text made of an array) is no such part.
func (s *Script) WhenUsed(names []string, install func() error) error {
	if len(names) > 0 && !s.whole && !s.bundle.MayUse(names...) {
		s.rest = append(s.rest, later{names, install})
		return nil
	}
	return install()
}

// MakeAll makes all that waits in [Script.WhenUsed]. Whoever runs code in the
// script's runtime that is not the script's program calls it before.
func (s *Script) MakeAll() error {
	s.whole = true
	for len(s.rest) > 0 {
		p := s.rest[0]
		s.rest = s.rest[1:]
		if err := p.install(); err != nil {
			return err
		}
	}
	s.rest = nil
	return nil
}

// MakeNamed makes what waits for one of the names.
func (s *Script) MakeNamed(names ...string) error {
	for i := 0; i < len(s.rest); i++ {
		p := s.rest[i]
		if !slices.ContainsFunc(p.names, func(n string) bool { return slices.Contains(names, n) }) {
			continue
		}
		s.rest = slices.Delete(s.rest, i, i+1)
		i--
		if err := p.install(); err != nil {
			return err
		}
	}
	return nil
}
