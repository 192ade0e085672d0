package runtime

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/dop251/goja"
)

var (
	notDefined  = regexp.MustCompile(`^(\S+) is not defined$`)
	noMember    = regexp.MustCompile(`^Object has no member '([^']+)'`)
	ofUndefined = regexp.MustCompile(`^Cannot read property '([^']+)' of (undefined|null)`)
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
	if m := noMember.FindStringSubmatch(e.Message); m != nil {
		if owner := s.ownerOf(m[1], e); owner != "" {
			return s.memberHint(owner, m[1])
		}
	}
	if m := ofUndefined.FindStringSubmatch(e.Message); m != nil {
		return s.undefinedHint(s.ownerOf(m[1], e))
	}
	return ""
}

// globals are the names a script can use without an import.
func (s *Script) globals() []string {
	return s.loop.vm.GlobalObject().GetOwnPropertyNames()
}

// ownerOf finds in the source line of the error what stands before the
// member: "msg" for msg.repl(), "msg.textt" for msg.textt.trim().
func (s *Script) ownerOf(member string, e *ScriptError) string {
	lines := strings.Split(s.bundle.Sources[e.File], "\n")
	if e.Line < 1 || e.Line > len(lines) {
		return ""
	}
	const name = `[\p{L}_$][\p{L}\p{N}_$]*`
	m := regexp.MustCompile(`(` + name + `(?:\.` + name + `)*)\s*\??\.\s*` + regexp.QuoteMeta(member)).FindStringSubmatch(lines[e.Line-1])
	if m == nil {
		return ""
	}
	return m[1]
}

// undefinedHint is for reading a member of something that is not there.
func (s *Script) undefinedHint(owner string) string {
	if owner == "" {
		return ""
	}
	if i := strings.LastIndexByte(owner, '.'); i > 0 {
		if near := nearest(owner[i+1:], s.membersOf(owner[:i])); near != "" {
			return "did you mean " + owner[:i] + "." + near + "?"
		}
	}
	return owner + " has no value here; " + owner + "?. goes on only if it has one"
}

// memberHint is for calling a member that an object does not have.
func (s *Script) memberHint(owner, member string) string {
	names := s.membersOf(owner)
	if near := nearest(member, names); near != "" {
		return "did you mean " + owner + "." + near + "?"
	}
	if len(names) == 0 {
		return ""
	}
	return owner + " has no " + member
}

// membersOf lists the names of what an expression stands for, if that is a
// global, or else of the event's object: most handlers speak of nothing else.
func (s *Script) membersOf(expr string) []string {
	if obj, ok := s.loop.vm.GlobalObject().Get(expr).(*goja.Object); ok {
		return members(obj)
	}
	t := s.loop.current
	if t == nil {
		t = s.loop.last
	}
	if t == nil || strings.Contains(expr, ".") {
		return nil
	}
	if obj, ok := t.argument.(*goja.Object); ok {
		return members(obj)
	}
	return nil
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
