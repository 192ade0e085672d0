package runtime

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/dop251/goja"

	"hotreply/internal/lazyregexp"
	"hotreply/internal/nearest"
)

var (
	notDefined  = lazyregexp.New(`^(\S+) is not defined$`)
	noMember    = lazyregexp.New(`\.([\p{L}\p{N}_$ ]+) is not a function$`)
	noFunction  = lazyregexp.New(` is not a function$`)
	calledName  = lazyregexp.New(`([\p{L}_$][\p{L}\p{N}_$]*)\.([\p{L}_$][\p{L}\p{N}_$]*)\([^()]*\)?$`)
	ofUndefined = lazyregexp.New(`^Cannot read properties of (?:undefined|null) \(reading '([^']+)'\)`)
)

// engineErrors are the classes of the errors that the language throws.
var engineErrors = map[string]bool{"TypeError": true, "ReferenceError": true, "RangeError": true, "SyntaxError": true}

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
		if near := nearest.Name(m[1], append(s.globals(), s.declaredIn(e.File)...)); near != "" {
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
			if h := s.memberHint(owner, m[1]); h != "" {
				return h
			}
			if h := kindHint(owner, m[1]); h != "" {
				return h
			}
		}
	}
	if noFunction.MatchString(e.Message) {
		if h := s.notCalledHint(e); h != "" {
			return h
		}
	}
	if m := ofUndefined.FindStringSubmatch(e.Message); m != nil {
		if h := s.unawaitedHint(m[1], e); h != "" {
			return h
		}
		return s.undefinedHint(s.ownerOf(m[1], e), m[1])
	}
	if m := ofSet.FindStringSubmatch(e.Message); m != nil {
		return s.settingHint(m[1], e)
	}
	if e.Name == "RangeError" && e.Message == tooDeep {
		return deepAdvice
	}
	if e.Inside == "" && engineErrors[e.Name] {
		if h := messageHint(e.Message); h != "" {
			return h
		}
		if m := calledAs.FindStringSubmatch(e.Message); m != nil {
			return "there is no function " + m[1] + ": console.log shows what it is; look how it is spelt, declared or imported"
		}
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
	if h := s.givenUnawaited(owner, lines[:e.Line]); h != "" {
		return h
	}
	if base, _, deeper := strings.Cut(owner, "."); deeper {
		return s.givenUnawaited(base, lines[:e.Line])
	}
	return ""
}

// givenUnawaited is the hint if the last of these lines that gives the name a
// value gives it a promise.
func (s *Script) givenUnawaited(name string, lines []string) string {
	given := regexp.MustCompile(`(?:^|[^\p{L}\p{N}_$.])` + regexp.QuoteMeta(name) + `\s*=\s*(await\s+)?([\p{L}_$][\p{L}\p{N}_$.]*)\s*\(`)
	for _, line := range slices.Backward(lines) {
		m := given.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if m[1] == "" && s.givesPromise(m[2], lines) {
			return fmt.Sprintf("%s is a Promise: write %s = await %s(…)", name, name, m[2])
		}
		return ""
	}
	return ""
}

// givesPromise tells whether a call of what the name stands for gives a promise,
// as far as its name or its declaration in these lines tells.
func (s *Script) givesPromise(called string, lines []string) bool {
	method := called[strings.LastIndexByte(called, '.')+1:]
	if called == "fetch" || slices.Contains(s.set.opts.Awaited, method) || method != called && slices.Contains(ofResponse, method) {
		return true
	}
	name := regexp.QuoteMeta(called)
	async := regexp.MustCompile(`\basync\s+function\s+` + name + `\s*\(|\b(?:const|let|var)\s+` + name + `\s*=\s*async\b`)
	return slices.ContainsFunc(lines, async.MatchString)
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
func (s *Script) undefinedHint(owner, member string) string {
	switch {
	case owner == "":
		return "what it is read from has no value here"
	case isLiteral.MatchString(owner):
		return owner + " has nothing that could be read: put the object that is meant in its place"
	case owner == "this":
		return "this has no value in a function that is called without an object: use a variable of the file instead"
	}
	if i := strings.LastIndexByte(owner, '.'); i > 0 && !strings.HasSuffix(owner, ")") && !strings.HasSuffix(owner, "]") {
		base := strings.TrimSuffix(owner[:i], "?")
		if near := nearest.Name(owner[i+1:], s.membersOf(base)); near != "" {
			return "did you mean " + base + "." + near + "?"
		}
	}
	optional := owner + "?."
	if name := leadingName(member); name != member || name == "" || strings.ContainsAny(name[:1], "0123456789") {
		optional += "[…]"
	} else {
		optional += name
	}
	return owner + " has no value here; write " + optional + " if it may have none"
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
var made = lazyregexp.New(`^new ([\p{L}_$][\p{L}\p{N}_$]*)\(.*\)$`)

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
