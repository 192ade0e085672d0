package runtime

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"hotreply/internal/lazyregexp"
)

// unnamed is how V8 calls what has no short name in the source.
const unnamed = "(intermediate value)"

// before is the text before the place, if it lies in the line.
func (p place) before() string { return p.line[:min(p.at, len(p.line))] }

// after is the text from the place on.
func (p place) after() string { return p.line[min(p.at, len(p.line)):] }

// callee is what is called at the place, which stands right behind the opening
// bracket.
func (p place) callee() string {
	text, ok := strings.CutSuffix(strings.TrimRight(p.before(), " \t"), "(")
	if !ok {
		return ""
	}
	e := expressionBefore(text)
	if i := strings.LastIndex(text, e); e != "" && endsInNew.MatchString(text[:i]) {
		e = "new " + e
	}
	return shortForm(e)
}

var endsInNew = lazyregexp.New(`(?:^|[^.\p{L}\p{N}_$])new\s+$`)

// name is the name that stands at the place.
func (p place) name() string { return leadingName(p.after()) }

func leadingName(text string) string {
	end := 0
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isNamePart(r) {
			break
		}
		end += size
	}
	return text[:end]
}

func sayNoMember(m []string, p place) string {
	if c := p.callee(); c != "" {
		return c + " is not a function"
	}
	return unnamed + "." + m[1] + " is not a function"
}

func sayReading(m []string, p place) string {
	name := strings.Replace(m[1], "Symbol.", "Symbol(Symbol.", 1)
	if name != m[1] {
		name += ")"
	}
	if strings.ContainsRune(name, utf8.RuneError) { // as the engine writes names that are not ASCII
		if name = p.name(); name == "" {
			return ""
		}
	}
	what := "undefined"
	if givesNull.MatchString(ownerBefore(p, m[1])) {
		what = "null"
	}
	return "Cannot read properties of " + what + " (reading '" + name + "')"
}

// givesNull matches expressions that give null where others give undefined;
// the engine does not tell the two apart.
var givesNull = lazyregexp.New(`(?:^|[^.\p{L}\p{N}_$])null$|\.(?:match|exec|getPrototypeOf)\(.*\)$`)

// ownerBefore is what the member at or shortly before the place is taken from.
func ownerBefore(p place, member string) string {
	text := p.before()
	if i := strings.LastIndex(text, member); !strings.HasPrefix(p.after(), member) && i >= 0 && !strings.HasSuffix(text, "[") {
		text = text[:i]
	}
	text = strings.TrimRight(text, " \t")
	text = strings.TrimRight(text, "[\"'`")
	return expressionBefore(strings.TrimRight(text, "?. \t"))
}

var (
	newCall    = lazyregexp.New(`^new\s+([\p{L}\p{N}_$.]+)`)
	instanceOf = lazyregexp.New(`^[^;,]*\sinstanceof\s`)
	literalIn  = lazyregexp.New(`[^\p{L}\p{N}_$."'](?:\d+|null|undefined|"[^"]*"|'[^']*')\s+in\s`)
	keyIn      = lazyregexp.New(`^(?:"([^"]*)"|'([^']*)'|(\d+|null|undefined))\s+in\s`)
	// The engine's own constructors have no line in a stack, so what they throw
	// seems to come from the line that calls them.
	ownConstructors = lazyregexp.New(`^(?:Map|Set|WeakMap|WeakSet|WeakRef|Promise|Proxy|Date|RegExp|Object|Array|Function|String|Number|Boolean|ArrayBuffer|DataView|\w*Error|\w+Array)$`)
)

func sayNotCallable(m []string, p place) string {
	if p.builtin != "" {
		if !callsBack[p.builtin] {
			return ""
		}
		return kindAndValue(m[1]) + " is not a function"
	}
	if n := newCall.FindStringSubmatch(p.after()); n != nil {
		switch {
		case n[1] == "Promise":
			return "Promise resolver " + m[1] + " is not a function"
		case n[1] == "Map" || n[1] == "WeakMap":
			return "Iterator value " + m[1] + " is not an entry object"
		case ownConstructors.MatchString(n[1]):
			return ""
		}
		return n[1] + " is not a constructor"
	}
	if c := p.callee(); c != "" {
		return c + " is not a function"
	}
	if instanceOf.MatchString(p.after()) {
		return "Right-hand side of 'instanceof' is not an object"
	}
	after := p.after()
	if at := literalIn.FindStringIndex(p.line); at != nil && !keyIn.MatchString(after) { // the bundler notes no place for literals
		after = p.line[at[0]+1:]
	}
	if k := keyIn.FindStringSubmatch(after); k != nil {
		return "Cannot use 'in' operator to search for '" + k[1] + k[2] + k[3] + "' in " + m[1]
	}
	return ""
}

// kindAndValue is a value that the engine wrote, as V8 shows it. A text that
// reads like another kind is taken for that.
func kindAndValue(text string) string {
	switch {
	case text == "undefined":
		return text
	case text == "null":
		return "object null"
	case text == "true" || text == "false":
		return "boolean " + text
	case strings.HasPrefix(text, "[object "):
		return "object"
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return "number " + text
	}
	return `string "` + text + `"`
}

// callsBack are builtins whose argument is a function.
var callsBack = map[string]bool{
	"map": true, "filter": true, "forEach": true, "some": true, "every": true, "find": true, "findIndex": true,
	"findLast": true, "findLastIndex": true, "flatMap": true, "reduce": true, "reduceRight": true,
}

var (
	assignment = lazyregexp.New(`^\s*(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)?=[^=>]`)
	literalKey = lazyregexp.New(`^(?:"([^"]*)"|'([^']*)'|(\d+))\s*\]`)
)

func sayNothingThere(m []string, p place) string {
	if p.builtin != "" {
		return ""
	}
	after, name := p.after(), p.name()
	rest := after[len(name):]
	if k := literalKey.FindStringSubmatch(after); k != nil {
		name, rest = k[1]+k[2]+k[3], after[len(k[0]):]
	}
	if name != "" && assignment.MatchString(rest) && !listPattern.MatchString(p.before()) {
		what := "undefined"
		if givesNull.MatchString(ownerBefore(p, name)) {
			what = "null"
		}
		return "Cannot set properties of " + what + " (setting '" + name + "')"
	}
	return notIterable(p, "undefined")
}

var (
	listPattern   = lazyregexp.New(`(?:(?:^|const|let|var|[,;({])\s*\[[^\[\]{}]*\]\s*=\s*|[\p{L}\p{N}_$]\s+of\s+)$`)
	ofLiteral     = lazyregexp.New(`(?:(?:const|let|var)\s*\[[^\[\]{}]*\]\s*=\s*|\s+of\s+|\[\.\.\.)(undefined|null|true|false|\d+|\{\})`)
	spreadLiteral = lazyregexp.New(`[\p{L}\p{N}_$]\((?:[^()]*,\s*)?\.\.\.(?:undefined|null|true|false|\d+)\b`)
	spreadBefore  = lazyregexp.New(`\.\.\.([\p{L}\p{N}_$.]*)$`)
)

func sayNotIterable(_ []string, p place) string { return notIterable(p, "object") }

// notIterable is what V8 says of what can not be gone through; kind is what it
// is in the engine's eyes.
func notIterable(p place, kind string) string {
	if p.builtin != "" {
		return ""
	}
	before, after := p.before(), p.after()
	if w, ok := p.goneThrough(); ok {
		return w.notIterable(kind)
	}
	said := ""
	switch m := spreadBefore.FindStringIndex(before); {
	case p.at == 0: // the bundler notes no place for literals
		if l := ofLiteral.FindStringSubmatch(p.line); l != nil {
			said = l[1]
		} else if spreadLiteral.MatchString(p.line) {
			return "Spread syntax requires ...iterable[Symbol.iterator] to be a function"
		}
	case strings.HasPrefix(after, "...") && strings.HasSuffix(before, "["):
		said = expressionAt(after[3:])
	case m != nil && opener(before[:m[0]]) == '[':
		said = expressionAt(p.line[m[0]+3:])
	case m != nil && opener(before[:m[0]]) == '(':
		return "Spread syntax requires ...iterable[Symbol.iterator] to be a function"
	case strings.HasPrefix(after, "[") && (strings.HasSuffix(before, "(") || strings.HasSuffix(before, ", ")):
		return "undefined is not iterable (cannot read property Symbol(Symbol.iterator))" // a parameter
	}
	if l := ofLiteral.FindStringSubmatch(p.line); said == "" && l != nil {
		said = l[1]
	}
	if said == "" {
		return ""
	}
	return said + " is not iterable"
}

// opener is the bracket that is open at the end of text.
func opener(text string) byte {
	depth := 0
	for i := len(text) - 1; i >= 0; i-- {
		switch text[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth == 0 {
				return text[i]
			}
			depth--
		}
	}
	return 0
}

var (
	parameterPattern = lazyregexp.New(`^\{\s*([\p{L}\p{N}_$]+)[^{}\[\]]*\}\s*[,)=]`)
	literalApart     = lazyregexp.New(`\{\s*([\p{L}\p{N}_$]+)\s*[^{}\[\]]*\}\s*=\s*(undefined|null)\b`)
	nestedPattern    = lazyregexp.New(`\{[^{}]*:\s*\{\s*([\p{L}\p{N}_$]+)[^{}]*\}[^{}]*\}\s*(?:=|\)\s*(?:=>|\{))`)
	objectPattern    = lazyregexp.New(`\{\s*([\p{L}\p{N}_$]+)\s*[^{}\[\]]*\}\s*=\s*$`)
)

func sayTakesApart(_ []string, p place) string {
	if p.builtin != "" {
		return ""
	}
	if m := parameterPattern.FindStringSubmatch(p.after()); m != nil && !strings.HasSuffix(p.before(), "= ") {
		return "Cannot destructure property '" + m[1] + "' of 'undefined' as it is undefined."
	}
	if m := objectPattern.FindStringSubmatch(p.before()); m != nil {
		if e := expressionAt(p.after()); e != "" {
			what := "undefined"
			if e == "null" {
				what = "null"
			}
			return "Cannot destructure property '" + m[1] + "' of '" + e + "' as it is " + what + "."
		}
	}
	if m := literalApart.FindStringSubmatch(p.line); m != nil {
		return "Cannot destructure property '" + m[1] + "' of '" + m[2] + "' as it is " + m[2] + "."
	}
	if m := nestedPattern.FindStringSubmatch(p.line); m != nil {
		return "Cannot read properties of undefined (reading '" + m[1] + "')"
	}
	return ""
}

func sayTooEarly(_ []string, p place) string {
	name := p.name()
	if name == "" {
		name = p.callee()
	}
	if name == "" || strings.ContainsAny(name, "().") {
		return ""
	}
	return "Cannot access '" + name + "' before initialization"
}

func sayClassCall(_ []string, p place) string {
	c := p.callee()
	c = c[strings.LastIndexByte(c, '.')+1:]
	if c == "" || strings.ContainsAny(c, "()[]") {
		return ""
	}
	return "Class constructor " + c + " cannot be invoked without 'new'"
}

func sayPrimitive(m []string, p place) string {
	name := p.name()
	if name == "" || p.builtin != "" {
		return ""
	}
	kind := "string"
	if _, err := strconv.ParseFloat(m[1], 64); err == nil && !strings.ContainsAny(ownerBefore(p, name), "\"'`") {
		kind = "number"
	} else if m[1] == "true" || m[1] == "false" {
		kind = "boolean"
	}
	return "Cannot create property '" + name + "' on " + kind + " '" + m[1] + "'"
}
