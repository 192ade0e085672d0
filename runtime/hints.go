package runtime

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/dop251/goja"
)

var (
	notDefined = regexp.MustCompile(`^(\S+) is not defined$`)
	noMember   = regexp.MustCompile(`^Object has no member '([^']+)'`)
)

// advise finds a hint for an error of the engine: a name that hotreply does
// not have, or a slip of the finger.
func (s *Script) advise(e *ScriptError) string {
	if m := notDefined.FindStringSubmatch(e.Message); m != nil && e.Name == "ReferenceError" {
		if f := s.set.opts.MissingHint; f != nil {
			if h := f(m[1]); h != "" {
				return h
			}
		}
		if near := nearest(m[1], s.globals()); near != "" {
			return "did you mean " + near + "?"
		}
		return "declare it with const or let, or import it"
	}
	if m := noMember.FindStringSubmatch(e.Message); m != nil && e.Line > 0 {
		return s.memberHint(m[1], e)
	}
	return ""
}

// globals are the names a script can use without an import.
func (s *Script) globals() []string {
	return s.loop.vm.GlobalObject().GetOwnPropertyNames()
}

// memberHint looks at the source line for the object that lacks the member;
// only names of globals can be looked up.
func (s *Script) memberHint(member string, e *ScriptError) string {
	lines := strings.Split(s.bundle.Sources[e.File], "\n")
	if e.Line > len(lines) {
		return ""
	}
	m := regexp.MustCompile(`([\p{L}_$][\p{L}\p{N}_$]*)\s*\??\.\s*` + regexp.QuoteMeta(member)).FindStringSubmatch(lines[e.Line-1])
	if m == nil {
		return ""
	}
	obj, ok := s.loop.vm.GlobalObject().Get(m[1]).(*goja.Object)
	if !ok {
		return ""
	}
	if near := nearest(member, members(obj)); near != "" {
		return "did you mean " + m[1] + "." + near + "?"
	}
	return m[1] + " has no " + member
}

// members lists the names of an object and its prototypes.
func members(obj *goja.Object) []string {
	var names []string
	for range 4 {
		if obj == nil {
			break
		}
		names = append(names, obj.GetOwnPropertyNames()...)
		obj = obj.Prototype()
	}
	return names
}

// nearest finds the name that was probably meant; empty if none is near.
func nearest(name string, names []string) string {
	best, dist := "", 0
	slices.Sort(names)
	for _, n := range names {
		d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(n), nil)
		if best == "" || d < dist {
			best, dist = n, d
		}
	}
	if best == "" || best == name || dist > max(1, len([]rune(name))/3) {
		return ""
	}
	return best
}
