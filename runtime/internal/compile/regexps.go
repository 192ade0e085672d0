package compile

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"

	"hotreply/runtime/regex"
)

// regexpMark begins the patterns that stand for others: a class of characters
// costs the engine one instruction, however long it is.
const regexpMark = "(?:)[_hotreply_,"

// StandIn is a pattern that every engine takes, and that holds another one and
// its flags. Literals have theirs instead of what was written, since the engine
// would refuse some that are right and take others that are not; what runs
// programs reads it with [ReadStandIn].
func StandIn(pattern []uint16, flags string) string {
	var b strings.Builder
	b.Grow(len(regexpMark) + len(flags) + 1 + len(pattern) + len(pattern)/2)
	b.WriteString(regexpMark + flags + ",")
	for _, c := range pattern {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			b.WriteByte(byte(c))
		default:
			fmt.Fprintf(&b, "_%04x", c)
		}
	}
	b.WriteByte(']')
	return b.String()
}

// ReadStandIn is what a pattern of [StandIn] holds; ok is false if it is none.
func ReadStandIn(text string) (pattern []uint16, flags string, ok bool) {
	text, ok = strings.CutPrefix(text, regexpMark)
	if !ok {
		return nil, "", false
	}
	if flags, text, ok = strings.Cut(strings.TrimSuffix(text, "]"), ","); !ok {
		return nil, "", false
	}
	pattern = make([]uint16, 0, len(text))
	for len(text) > 0 {
		if text[0] != '_' {
			pattern, text = append(pattern, uint16(text[0])), text[1:]
			continue
		}
		if len(text) < 5 {
			return nil, "", false
		}
		c, err := strconv.ParseUint(text[1:5], 16, 16)
		if err != nil {
			return nil, "", false
		}
		pattern, text = append(pattern, uint16(c)), text[5:]
	}
	return pattern, flags, true
}

// regexps gives literals their stand-ins. Its error is that of a literal that
// is none.
func regexps(source string, p *ast.Program) error {
	if !strings.Contains(source, "/") {
		return nil
	}
	var bad *goja.CompilerSyntaxError
	Walk(p, &Visitor{Expression: func(e ast.Expression) ast.Expression {
		n, ok := e.(*ast.RegExpLiteral)
		if !ok {
			return e
		}
		var wrong *regex.SyntaxError
		if err := regex.Check(n.Pattern, n.Flags); errors.As(err, &wrong) && bad == nil {
			message := wrong.Error()
			if wrong.Problem == "" {
				message = "Invalid regular expression flags"
			}
			bad = &goja.CompilerSyntaxError{CompilerError: goja.CompilerError{Message: message, File: p.File, Offset: int(n.Idx) - p.File.Base()}}
		}
		return &ast.RegExpLiteral{Idx: n.Idx, Literal: n.Literal, Pattern: StandIn(utf16.Encode([]rune(n.Pattern)), n.Flags)}
	}})
	if bad != nil {
		return bad
	}
	return nil
}
