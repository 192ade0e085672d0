package runtime

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"hotreply/internal/lazyregexp"
	"hotreply/runtime/bundle"
)

// showExports notes the function that the first file exports, if there is one.
func (s *Script) showExports(v goja.Value) {
	obj, ok := v.(*goja.Object)
	if !ok {
		return
	}
	s.loop.vm.Try(func() {
		keys := obj.Keys()
		for _, deeper := range []bool{false, true} {
			for _, name := range keys[:min(len(keys), 100)] {
				if s.callable(obj.Get(name), deeper && name == "default") {
					s.offers = name
					return
				}
			}
		}
	})
}

// callable reports whether a value is a function, or an object with one.
func (s *Script) callable(v goja.Value, deeper bool) bool {
	if _, ok := goja.AssertFunction(v); ok {
		return true
	}
	obj, ok := v.(*goja.Object)
	if !ok || !deeper {
		return false
	}
	keys := obj.Keys()
	for _, name := range keys[:min(len(keys), 100)] {
		if s.callable(obj.Get(name), false) {
			return true
		}
	}
	return false
}

// isIdle reports whether nothing will ever run of a script that has loaded.
func (s *Script) isIdle() bool {
	return len(s.rules) == 0 && len(s.dispose)+len(s.onLive) == s.installed && len(s.loop.tasks) == 0 && len(s.loop.timers.heap) == 0
}

var ruleCall = lazyregexp.New(`\bbot\s*\.\s*(hears?|command|on|use|fallback|cron|every)\s*\(`)

// lintIdle finds a script that was written to do something and does nothing.
func (g *Generation) lintIdle(s *Script) (n bundle.Note, ok bool) {
	if !s.idle || g.imported(s) {
		return n, false
	}
	source := s.bundle.Sources[s.bundle.Entry]
	n = bundle.Note{Script: s.name, File: s.bundle.Entry, Line: 1, Column: 1, Hint: "write bot.hear(...) at the top level"}
	at := []int(nil)
	if s.offers != "" {
		n.Text = "registers no rule: nobody calls the function that it exports"
		at = exportPlace(source, s.offers)
	} else if ruleCall.MatchString(bundle.WithoutComments(s.bundle.Entry, source)) {
		n.Text = "registers no rule: nobody calls the function that would"
		at = ruleCall.FindStringIndex(source)
	} else {
		return n, false
	}
	if at != nil {
		before := source[:at[0]]
		n.Line = 1 + strings.Count(before, "\n")
		line := source[strings.LastIndexByte(before, '\n')+1:]
		n.Column = bundle.UTF16Column(line, at[0]-strings.LastIndexByte(before, '\n')-1)
	}
	n.Frame = s.bundle.CodeFrame(n.File, n.Line, n.Column)
	return n, true
}

// imported reports whether another script imports the first file of s.
func (g *Generation) imported(s *Script) bool {
	return slices.ContainsFunc(g.scripts, func(o *Script) bool { return o != s && o.bundle.LoadsFirstOf(s.bundle) })
}

// exportPlace finds where a name is exported; nil if that is not plain to see.
func exportPlace(source, name string) []int {
	quoted := regexp.QuoteMeta(name)
	pattern := `export\s+(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s+` + quoted + `\b|(?:module\s*\.\s*)?exports\s*\.\s*` + quoted + `\s*=|export\s*\{|module\s*\.\s*exports\s*=`
	if name == "default" {
		pattern = `export\s+default\b|module\s*\.\s*exports\s*=|export\s*\{`
	}
	loc := regexp.MustCompile(`(?m)^[ \t]*(` + pattern + `)`).FindStringSubmatchIndex(source)
	if loc == nil {
		return regexp.MustCompile(pattern).FindStringIndex(source)
	}
	return loc[2:4]
}
