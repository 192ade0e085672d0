// Package typestest reads hotreply.d.ts, for the tests that hold names,
// documentation and pages against it.
package typestest

import (
	"regexp"
	"strings"
)

// Block is one declaration of hotreply.d.ts: an interface, class, type or
// constant.
type Block struct {
	Name    string // "Bot"
	Kind    string // "interface", "class", "type", "const"
	Doc     Doc
	Header  string // its declaration, or first line
	Members []Member
}

// Member is one property or method of a block.
type Member struct {
	Name       string
	Doc        Doc
	Signatures []string // overloads share the documentation of the first
}

// Doc is the comment above a declaration.
type Doc struct {
	Text    string
	Example string
}

var (
	blockStart  = regexp.MustCompile(`^(?:declare )?(interface|class|type|const) (\w+)`)
	memberStart = regexp.MustCompile(`^  (?:readonly )?(\w+)\??[(<:]`)
)

// Parse reads declarations laid out as hotreply.d.ts is: blocks at the margin,
// their members indented by two.
func Parse(src string) []Block {
	var blocks []Block
	var doc Doc
	lines := strings.Split(src, "\n")
	for i := 0; i < len(lines); i++ {
		switch line := lines[i]; {
		case strings.HasPrefix(line, "/**"):
			doc, i = comment(lines, i)
		case blockStart.MatchString(line):
			m := blockStart.FindStringSubmatch(line)
			b := Block{Kind: m[1], Name: m[2], Doc: doc}
			end := i
			if open := strings.HasSuffix(line, "{"); open && (b.Kind == "interface" || b.Kind == "class") {
				for end = i + 1; lines[end] != "}"; end++ {
				}
				b.Header, b.Members = strings.TrimSuffix(line, " {"), members(lines[i+1:end])
			} else {
				for end+1 < len(lines) && strings.HasPrefix(lines[end+1], "  ") {
					end++
				}
				b.Header = strings.Join(lines[i:end+1], "\n")
			}
			blocks, doc, i = append(blocks, b), Doc{}, end
		}
	}
	return blocks
}

func members(lines []string) []Member {
	var list []Member
	var doc Doc
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if strings.HasPrefix(line, "  /**") {
			doc, i = comment(lines, i)
			continue
		}
		m := memberStart.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		end := i
		if strings.HasSuffix(line, "{") {
			for end = i + 1; !strings.HasPrefix(lines[end], "  }"); end++ {
			}
		}
		sig := dedent(lines[i : end+1])
		if n := len(list); n > 0 && list[n-1].Name == m[1] && doc.Text == "" {
			list[n-1].Signatures = append(list[n-1].Signatures, sig)
		} else {
			list = append(list, Member{Name: m[1], Doc: doc, Signatures: []string{sig}})
		}
		doc, i = Doc{}, end
	}
	return list
}

func dedent(lines []string) string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(out, "\n")
}

// comment reads a documentation comment and returns its last line's number.
func comment(lines []string, i int) (Doc, int) {
	var text, example []string
	into := &text
	for ; ; i++ {
		line := strings.TrimSpace(lines[i])
		last := strings.HasSuffix(line, "*/")
		line = strings.TrimSuffix(strings.TrimPrefix(line, "/**"), "*/")
		line = strings.TrimPrefix(strings.TrimPrefix(line, "*"), " ")
		if strings.TrimSpace(line) == "@example" {
			into, line = &example, ""
		}
		if line = strings.TrimRight(line, " "); line != "" || len(*into) > 0 {
			*into = append(*into, line)
		}
		if last {
			return Doc{Text: strings.TrimSpace(strings.Join(text, "\n")), Example: strings.TrimSpace(strings.Join(example, "\n"))}, i
		}
	}
}
