package runtime

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/dop251/goja"

	"hotreply/internal/nearest"
)

var (
	notDefined  = regexp.MustCompile(`^(\S+) is not defined$`)
	noMember    = regexp.MustCompile(`\.([\p{L}\p{N}_$ ]+) is not a function$`)
	noFunction  = regexp.MustCompile(` is not a function$`)
	calledName  = regexp.MustCompile(`([\p{L}_$][\p{L}\p{N}_$]*)\.([\p{L}_$][\p{L}\p{N}_$]*)\([^()]*\)?$`)
	ofUndefined = regexp.MustCompile(`^Cannot read properties of (?:undefined|null) \(reading '([^']+)'\)`)
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
		if plain := halfWidth(m[1]); plain != m[1] {
			return m[1] + " is typed in full-width letters: type " + plain + " with the input method off"
		}
		if near := nearest.Name(m[1], s.globals()); near != "" {
			return "did you mean " + near + "?"
		}
		if strings.ContainsFunc(m[1], func(r rune) bool { return r > unicode.MaxLatin1 }) {
			return fmt.Sprintf("if it is a text, put it in quotes: %q; if it is a name, declare it with const or let, or import it", m[1])
		}
		return "declare it with const or let, or import it"
	}
	if m := noMember.FindStringSubmatch(e.Message); m != nil {
		if h := s.unawaitedHint(m[1], e); h != "" {
			return h
		}
		if owner := s.ownerOf(m[1], e); owner != "" {
			return s.memberHint(owner, m[1])
		}
	}
	if noFunction.MatchString(e.Message) {
		if h := s.notCalledHint(e); h != "" {
			return h
		}
	}
	if m := ofUndefined.FindStringSubmatch(e.Message); m != nil {
		return s.undefinedHint(s.ownerOf(m[1], e))
	}
	if e.Name == "RangeError" && e.Message == tooDeep {
		return deepAdvice
	}
	if strings.HasPrefix(e.Message, "Value is not object coercible") || strings.HasPrefix(e.Message, "Cannot destructure property ") {
		return "what {…} = or […] = takes apart has no value here"
	}
	if e.Inside != "" {
		return "the error comes out of a package: docs/javascript.md lists which work, and what to use instead of others"
	}
	return ""
}

// halfWidth is a name typed in full-width letters as code wants it.
func halfWidth(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uFF01' && r <= '\uFF5E' {
			return r - '\uFF01' + '!'
		}
		return r
	}, name)
}

// ofResponse are the members of what fetch resolves to.
var ofResponse = []string{"json", "text", "arrayBuffer", "blob", "bytes", "formData", "clone"}

// unawaitedHint is for calling a member of a promise as if it were what the
// promise is for: fetch(…).json(), or the same with a variable between.
func (s *Script) unawaitedHint(member string, e *ScriptError) string {
	lines := strings.Split(s.bundle.Sources[e.File], "\n")
	if e.Line < 1 || e.Line > len(lines) {
		return ""
	}
	owner := s.ownerOf(member, e)
	if slices.Contains(ofResponse, member) && strings.HasPrefix(owner, "fetch(") {
		return fmt.Sprintf("fetch gives a Promise: write (await fetch(…)).%s()", member)
	}
	if owner == "" {
		return ""
	}
	given := regexp.MustCompile(`(?:^|[^\p{L}\p{N}_$.])` + regexp.QuoteMeta(owner) + `\s*=\s*(await\s+)?([\p{L}_$][\p{L}\p{N}_$.]*)\s*\(`)
	for i := e.Line - 1; i >= 0; i-- {
		m := given.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		method := m[2][strings.LastIndexByte(m[2], '.')+1:]
		if m[1] == "" && (m[2] == "fetch" || slices.Contains(s.set.opts.Awaited, method) || slices.Contains(ofResponse, method)) {
			return fmt.Sprintf("%s is a Promise: write %s = await %s(…)", owner, owner, m[2])
		}
		return ""
	}
	return ""
}

// notCalledHint is for calling what is a value: msg.text().
func (s *Script) notCalledHint(e *ScriptError) string {
	lines := strings.Split(s.bundle.Sources[e.File], "\n")
	if e.Line < 1 || e.Line > len(lines) {
		return ""
	}
	units := utf16.Encode([]rune(lines[e.Line-1]))
	before := string(utf16.Decode(units[:min(max(e.Column, 0), len(units))]))
	m := calledName.FindStringSubmatch(before)
	if m == nil || !slices.Contains(s.membersOf(m[1]), m[2]) {
		return ""
	}
	return valueHint(m[1], m[2])
}

// valueHint is for calling a member that is there and is no function.
func valueHint(owner, member string) string {
	return fmt.Sprintf("%s.%s is a value and no function: write it without ()", owner, member)
}

// globals are the names a script can use without an import.
func (s *Script) globals() []string {
	return append(members(s.loop.vm.GlobalObject()), s.offered...)
}

// undefinedHint is for reading a member of something that is not there.
func (s *Script) undefinedHint(owner string) string {
	if owner == "" {
		return ""
	}
	if i := strings.LastIndexByte(owner, '.'); i > 0 && !strings.HasSuffix(owner, ")") && !strings.HasSuffix(owner, "]") {
		base := strings.TrimSuffix(owner[:i], "?")
		if near := nearest.Name(owner[i+1:], s.membersOf(base)); near != "" {
			return "did you mean " + base + "." + near + "?"
		}
	}
	return owner + " has no value here; " + owner + "?. goes on only if it has one"
}

// memberHint is for calling a member that an object does not have.
func (s *Script) memberHint(owner, member string) string {
	names := s.membersOf(owner)
	if slices.Contains(names, member) {
		return valueHint(owner, member)
	}
	if near := nearest.Name(member, names); near != "" {
		return "did you mean " + owner + "." + near + "?"
	}
	if len(names) == 0 {
		return ""
	}
	return owner + " has no " + member
}

// made is an expression that makes an object of a class.
var made = regexp.MustCompile(`^new ([\p{L}_$][\p{L}\p{N}_$]*)\(.*\)$`)

// membersOf lists the names of what an expression stands for, as far as the
// source alone tells: a global, a text, what new makes, the event's object, and
// texts and objects that these hold.
func (s *Script) membersOf(expr string) (names []string) {
	_ = s.loop.vm.Try(func() {
		if v := s.valueOf(expr); v != nil && !goja.IsUndefined(v) && !goja.IsNull(v) {
			names = members(v.ToObject(s.loop.vm))
		}
	})
	return names
}

func (s *Script) valueOf(expr string) goja.Value {
	global := s.loop.vm.GlobalObject()
	if m := made.FindStringSubmatch(expr); m != nil {
		if class, ok := global.Get(m[1]).(*goja.Object); ok {
			return class.Get("prototype")
		}
		return nil
	}
	if strings.ContainsAny(expr, "\"'`") {
		if strings.ContainsAny(expr, "()[]") {
			return nil
		}
		return s.loop.vm.ToValue("")
	}
	base, rest, deeper := strings.Cut(expr, ".")
	var v goja.Value
	if obj, ok := global.Get(base).(*goja.Object); ok {
		v = obj
	} else if v = s.event(base); v == nil {
		return nil
	}
	if !deeper {
		return v
	}
	if obj, ok := v.(*goja.Object); ok && !strings.ContainsAny(rest, ".()[]?") {
		return obj.Get(rest)
	}
	return nil
}

// event is the object that the handler was called with, if the name is that
// of a parameter in the source of the script.
func (s *Script) event(name string) goja.Value {
	t := s.loop.current
	if t == nil {
		t = s.loop.last
	}
	if t == nil || t.argument == nil {
		return nil
	}
	parameter := regexp.MustCompile(`(?:\(\s*|\basync\s+|[,=(]\s*)` + regexp.QuoteMeta(name) + `\s*(?:=>|\)\s*(?:=>|\{)|,[^()]*\)\s*(?:=>|\{))`)
	variable := regexp.MustCompile(`\b(?:const|let|var)\s+` + regexp.QuoteMeta(name) + `\b`)
	for _, source := range s.bundle.Sources {
		if parameter.MatchString(source) && !variable.MatchString(source) {
			return t.argument
		}
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
