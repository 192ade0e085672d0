package runtime

import (
	"fmt"

	"github.com/dop251/goja"

	"hotreply/runtime/pattern"
)

// RuleKind says when a rule takes an event.
type RuleKind int

// The kinds of rules.
const (
	Hear      RuleKind = iota // a pattern matches the text
	OnCommand                 // the text is one of the commands
	On                        // the event is of one of the kinds
	Use                       // always; the handler decides about the rest with next()
	Fallback                  // no other rule took the event
	OnEvent                   // not for events with a subject: see Generation.Emit
)

// Rule is a handler and what it handles. Scripts make rules with
// [Script.AddRule] while they load.
type Rule struct {
	Kind     RuleKind
	Patterns []pattern.Pattern // any of them; none for Use and Fallback
	Handler  goja.Callable
	Params   int // how many parameters the handler declares; two or more may call next()

	// Where the rule was made; filled in by AddRule.
	File         string
	Line, Column int

	script   *Script
	number   int       // in its script
	programs []program // of the patterns that are regular expressions
}

// String names kind and patterns as the author would: hear "hi", command /x.
func (r *Rule) String() string {
	kind := [...]string{Hear: "hear", OnCommand: "command", On: "on", Use: "use", Fallback: "fallback", OnEvent: "on"}[r.Kind]
	for i, p := range r.Patterns {
		sep := " "
		if i > 0 {
			sep = ", "
		}
		kind += sep + p.String()
	}
	return kind
}

// Position is "file:line".
func (r *Rule) Position() string { return fmt.Sprintf("%s:%d", r.File, r.Line) }

// Script is the script that made the rule.
func (r *Rule) Script() *Script { return r.script }
