package runtime

import (
	"slices"
	"strings"

	"hotreply/internal/lazyregexp"
	"hotreply/internal/nearest"
)

// An advisor makes a hint for the messages that its pattern matches: a template
// of [regexp.Regexp.Expand].
type advisor struct {
	pattern *lazyregexp.Regexp
	hint    string
}

// advisors are for errors whose message says all that the hint needs.
var advisors = []advisor{
	{lazyregexp.New(`^Cannot access '(.+)' before initialization$`), "$1 is there from the line that declares it: move this line below that one"},
	{lazyregexp.New(`^Assignment to constant variable`), "declare it with let to give it another value later"},
	{lazyregexp.New(`^Class constructor (\S+) cannot be invoked without 'new'$`), "write new ${1}(…)"},
	{lazyregexp.New(`^(.+) is not a function or its return value is not iterable$`), "an array, a text, a Map or a Set can be gone through: does it return one, and does it need await?"},
	{lazyregexp.New(`^(?:number|boolean|string|object) .*is not iterable|^(?:undefined|null) is not iterable|^Spread syntax requires`),
		"an array, a text, a Map or a Set is wanted here: write x ?? [] for what may have no value"},
	{lazyregexp.New(`^([\p{L}\p{N}_$.?]+) is not iterable`), "$1 is no array, text, Map or Set: write $1 ?? [] if it may have no value; of an object take Object.entries($1)"},
	{lazyregexp.New(` is not iterable`), "an array, a text, a Map or a Set can be gone through; of an object take Object.entries(…)"},
	{lazyregexp.New(`^Iterator value .* is not an entry object$`), "pairs are wanted: [[key, value], …], such as Object.entries(…) gives"},
	{lazyregexp.New(`^Cannot convert undefined or null to object$`), "what is handed over has no value: write x ?? {} if it may have none"},
	{lazyregexp.New(`^Cannot destructure property '(.+)' of 'undefined' as it is undefined`), "what {…} takes apart has no value here: a function called without an argument needs a default, ({ $1 } = {}) => …"},
	{lazyregexp.New(`^Cannot destructure property '(.+)' of '([\p{L}\p{N}_$.?]+)' as it is`), "what {…} takes apart has no value here: write { $1 } = $2 ?? {} if it may have none"},
	{lazyregexp.New(`^Cannot destructure |^Value is not object coercible`), "what {…} = or […] = takes apart has no value here"},
	{lazyregexp.New(`^"undefined" is not valid JSON$`), "JSON.parse was given undefined: look at where the text comes from"},
	{lazyregexp.New(`^"\[object \w+\]" is not valid JSON$|^Unexpected token 'o', "\[object `), "it is an object already: use it as it is, without JSON.parse"},
	{lazyregexp.New(`^Unexpected token '<'.*is not valid JSON$`), "this is a page or XML and no JSON: log the status and the text of the answer"},
	{lazyregexp.New(`^Unexpected end of JSON input`), "the text is empty, or its end is missing: log it before it is parsed"},
	{lazyregexp.New(`^Expected (?:double-quoted )?property name.* in JSON`), "JSON has its names and texts in double quotes, and no comma behind the last"},
	{lazyregexp.New(`(?:is not valid JSON$| in JSON at position \d+)`), "the text is no JSON: log it before it is parsed"},
	{lazyregexp.New(`^Converting circular structure to JSON`), "something in it leads back to itself: hand over only the fields that are needed"},
	{lazyregexp.New(`^Do not know how to serialize a BigInt$`), "write String(n) for it, or Number(n) if it is below 2 ** 53"},
	{lazyregexp.New(`^Cannot mix BigInt and other types`), "make both the same: BigInt(n) or Number(n)"},
	{lazyregexp.New(`^Invalid time value$`), "the Date is not valid: log what it was made from"},
	{lazyregexp.New(`^Reduce of empty array with no initial value$`), "give reduce what to begin with: list.reduce(f, 0)"},
	{lazyregexp.New(`^Cannot assign to read only property '(.+)'`), "it is frozen, or has only a getter: make a copy that differs, {...o, $1: value}"},
	{lazyregexp.New(`^Cannot add property (\S+), object is not extensible$`), "it is frozen: make a copy that has it, {...o, $1: value}"},
	{lazyregexp.New(`^String\.prototype\.(\w+) called with a non-global RegExp`), "add the flag g: $1(/…/g)"},
	{lazyregexp.New(`^Must call super constructor in derived class`), "call super(…) first in the constructor"},
	{lazyregexp.New(`^Cannot use 'in' operator to search for '(.*)' in`), `in asks objects for a key: ask a text or an array with .includes("$1")`},
	{lazyregexp.New(`^Value is not an object: `), "in, instanceof and the like want an object here"},
	{lazyregexp.New(`^Invalid array length$`), "a length is a whole number that is not negative: log what it was counted from"},
	{lazyregexp.New(`^Right-hand side of 'instanceof' is not`), "behind instanceof stands a class: look how it is declared or imported"},
	{lazyregexp.New(`^Cannot create property '(.+)' on`), "a text, a number or a boolean keeps no properties: use an object, { $1: … }"},
	{lazyregexp.New(`^Promise resolver .* is not a function$`), "write new Promise((resolve, reject) => { … })"},
	{lazyregexp.New(`^(?:(?:undefined|null|number|string|boolean|object)\b.*|\d\S*) is not a function$`), "a function is wanted here: write x => …, or the name of one without ()"},
	{lazyregexp.New(`^([\p{L}\p{N}_$.]+) is not a constructor$`), "behind new stands a class: look how $1 is declared or imported, with {…} or without"},
}

// messageHint is the hint of the first advisor that knows the message.
func messageHint(message string) string {
	for _, a := range advisors {
		if m := a.pattern.FindStringSubmatchIndex(message); m != nil {
			return string(a.pattern.ExpandString(nil, a.hint, message, m))
		}
	}
	return ""
}

var (
	ofSet     = lazyregexp.New(`^Cannot set properties of (?:undefined|null) \(setting '(.+)'\)$`)
	calledAs  = lazyregexp.New(`^([\p{L}\p{N}_$.]+) is not a function$`)
	isLiteral = lazyregexp.New(`^(?:null|undefined)$`)
	plainPath = lazyregexp.New(`^[\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}_$][\p{L}\p{N}_$]*)+$`)
)

// settingHint is for writing into something that is not there.
func (s *Script) settingHint(member string, e *ScriptError) string {
	switch owner := s.ownerOf(member, e); {
	case owner == "" || isLiteral.MatchString(owner):
		return "what it is written into has no value here: make it an object first"
	case plainPath.MatchString(owner) && !strings.HasPrefix(owner, "this."):
		return owner + " has no value here: make it an object first, " + owner + " ??= {}"
	default:
		return owner + " has no value here: make it an object first"
	}
}

// Methods that people call on what is of another kind.
var (
	ofLists = []string{"at", "concat", "every", "filter", "find", "findIndex", "flat", "flatMap", "forEach", "includes", "indexOf", "join", "map",
		"pop", "push", "reduce", "reverse", "shift", "slice", "some", "sort", "splice", "unshift"}
	ofTexts = []string{"charAt", "endsWith", "match", "matchAll", "padEnd", "padStart", "repeat", "replace", "replaceAll", "split", "startsWith",
		"substring", "toLowerCase", "toUpperCase", "trim", "trimEnd", "trimStart"}
	ofPromises = []string{"catch", "finally", "then"}
	ofMaps     = []string{"add", "clear", "delete", "entries", "get", "has", "keys", "set", "values"}
	ofNumbers  = []string{"toFixed", "toPrecision"}
)

// kindHint is for calling a method that is another kind's, or a name that is
// nearly one.
func kindHint(owner, member string) string {
	switch {
	case slices.Contains(ofLists, member):
		return member + " is a method of arrays: Object.values(…) makes one of an object, [...x] of a Map or Set, and what is a Promise needs await first"
	case slices.Contains(ofTexts, member):
		return member + " is a method of texts: String(" + owner + ") makes one"
	case slices.Contains(ofNumbers, member):
		return member + " is a method of numbers: Number(" + owner + ") makes one"
	case slices.Contains(ofPromises, member):
		return owner + " is no Promise: it needs neither " + member + " nor await"
	case slices.Contains(ofMaps, member):
		return owner + " is no Map or Set: a plain object has its keys as " + owner + "[key] and Object.keys(" + owner + ")"
	}
	all := slices.Concat(ofLists, ofTexts, ofPromises, ofMaps, ofNumbers)
	if near := nearest.Name(member, all); near != "" && len(member) > 3 {
		return "did you mean " + owner + "." + near + "?"
	}
	return ""
}

// declared matches names that a file gives to something.
var declared = lazyregexp.New(`\b(?:const|let|var|function\*?|class)\s+([\p{L}_$][\p{L}\p{N}_$]*)`)

// declaredIn lists the names that the file declares, wherever that is.
func (s *Script) declaredIn(file string) []string {
	var names []string
	for _, m := range declared.FindAllStringSubmatch(s.bundle.Sources[file], -1) {
		names = append(names, m[1])
	}
	return names
}
