package nesting_test

import (
	"strings"
	"testing"

	"hotreply/runtime/internal/nesting"
)

// TestCheck: what makes the tree of a program deep counts, with brackets
// or without; what only makes it wide does not.
func TestCheck(t *testing.T) {
	rep := strings.Repeat
	for name, text := range map[string]string{
		"parentheses":          "x = " + rep("(", 2100),
		"braces":               rep("{\n", 2100),
		"calls in calls":       rep("f(", 2100) + "1" + rep(")", 2100),
		"templates":            rep("`${", 1100) + rep("}`", 1100),
		"behind a regexp":      "x = a.replace(/[\"'`]/g, '') + " + rep("[", 2100),
		"behind a division":    "x = (a) / 2 + b[1] / \"/\" + " + rep("[", 2100),
		"behind a comment":     "// it's\n/* don't ` */ x = " + rep("[", 2100),
		"groups in a regexp":   "x = /" + rep("(", 2100) + rep(")", 2100) + "/",
		"sums":                 "x = " + rep("a + ", 16_000) + "a",
		"sums of texts":        "x = " + rep("'a' +\n", 16_000) + "'a'",
		"conditions":           "x = " + rep("a ? 1 : ", 8000) + "2",
		"assignments":          rep("a = ", 16_000) + "1",
		"prefixes":             "x = " + rep("!", 16_000) + "1",
		"prefixes with spaces": "x = " + rep("- ", 16_000) + "1",
		"words before":         "x = " + rep("typeof ", 16_000) + "1",
		"awaits":               "x = " + rep("await ", 16_000) + "1",
		"members":              "x = a" + rep(".b", 16_000),
		"optional members":     "x = a" + rep("?.b", 16_000),
		"members named so":     "x = a" + rep(".new", 16_000),
		"elements":             "x = a" + rep("[0]", 16_000),
		"calls of calls":       "x = a" + rep("()", 16_000),
		"tags":                 "x = a" + rep("``", 16_000),
		"arrows":               "x = " + rep("a => ", 250) + "1",
		"async arrows":         "x = " + rep("async a => ", 250) + "1",
		"arrows with brackets": "x = " + rep("(a) => ", 250) + "1",
		"else if":              rep("if (a) b = 1; else ", 16_000) + "c()",
		"else if with braces":  rep("if (a) { b() } else ", 16_000) + "c()",
		"loops":                rep("for (;;) ", 2500) + ";",
		"ifs":                  rep("if (a) ", 2500) + "b()",
		"labels":               rep("l: ", 16_000) + ";",
		"classes":              "x = " + rep("class extends ", 8000) + "A",
		"types":                "type A = " + rep("keyof ", 16_000) + "B",
		"type arguments":       "type A = " + rep("Map<a, ", 16_000) + "b",
		"JSX":                  "x = " + rep("<a>", 16_000),
	} {
		if nesting.Check(text) == nil {
			t.Errorf("%s are not refused", name)
		}
	}
	for name, text := range map[string]string{
		"statements":            rep("a.b(c => { d = e + f });\n", 20_000),
		"no semicolons":         rep("a.b(c => { d = e + f })\nx = y.z\nif (a) { b() } else if (c) { d() } else { e() }\n", 20_000),
		"one line":              rep("if(a)b();else if(c)d();else e();", 20_000),
		"items":                 "x = [" + rep("-1, [2, 3], {a: 1, 'b': !0}, a => b,\n", 20_000) + "]",
		"cases":                 "switch (x) {" + rep("case 1: case 'a': ", 20_000) + "}",
		"declarations":          "var " + rep("a = 1 + 2, ", 20_000) + "b",
		"functions":             rep("function f(a, b = 1) { return a / b / 2 }\n", 20_000),
		"methods":               "class A {" + rep("a() { return /\"/.test(b) }\n#b = 1\nstatic async *c() {}\n", 20_000) + "}",
		"types by lines":        "interface A {\n" + rep("a: () => void\nb?(): Promise<string[]>\n", 20_000) + "}",
		"brackets in strings":   "x = '" + rep("[", 20_000) + "'",
		"brackets in templates": "x = `" + rep("(", 20_000) + "`",
		"brackets in comments":  "//" + rep("(", 20_000) + "\n/*" + rep("(", 20_000) + "*/",
		"substitutions":         "x = `" + rep("${a}-", 20_000) + "`",
		"regexps":               rep("x = /[(]\\(/g; if (y) /\\[/.exec(z)\n", 20_000),
		"type arguments beside": "type A = [" + rep("Map<a, Map<b, Set<c>>>, ", 20_000) + "d]",
		"comparisons":           rep("x = [a < b, c < d, e >= f];\nif (a < b) c(a<b, d)\n", 20_000),
		"else alone":            rep("if (a) b(); else c();\n", 20_000),
	} {
		if e := nesting.Check(text); e != nil {
			t.Errorf("%s: line %d: %v", name, e.Line, e)
		}
	}
}

// FuzzCheckNesting: any text is counted to its end.
func FuzzCheckNesting(f *testing.F) {
	for _, s := range []string{"", "a", "`${`${a}`}`", "/[/]/", "/", "\\", "'\\", "`\\", "/*", "//", "}])", "a?.1:b", "1..a", "=>", "else", "@a class{}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if e := nesting.Check(text); e != nil && (e.Line < 1 || e.Line > 1+strings.Count(text, "\n") || e.Error() == "" || e.Hint() == "") {
			t.Errorf("%+v", e)
		}
	})
}
