package ilink

import "strings"

// The grammar of bot_agent (openclaw-weixin 2.4.9 api/api.ts,
// sanitizeBotAgent): products "name/version", each with an optional comment in
// parentheses, separated by one space, 256 bytes in all. It is looked at for each request, so without regular expressions.

// isProduct matches "name/version": 1 to 32 letters, digits or _ . - each, and
// in the version + too.
func isProduct(s string) bool {
	name, version, ok := strings.Cut(s, "/")
	return ok && isAgentWord(name, "_.-") && isAgentWord(version, "_.+-")
}

func isAgentWord(s, marks string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && strings.IndexByte(marks, c) < 0 {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 32
}

// isComment matches 1 to 64 printable characters of ASCII without parentheses.
func isComment(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '(' || c == ')' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 64
}

const (
	maxBotAgent  = 256
	defaultAgent = "OpenClaw" // what the service's own client falls back to
)

// cleanBotAgent keeps of s what fits the grammar. Bad products and comments
// are dropped, then whole products from the end until the rest is short enough.
func cleanBotAgent(s string) string {
	var products []string
	fresh := false // the last token was a product that was kept
	for rest := strings.TrimSpace(s); rest != ""; rest = strings.TrimLeft(rest, " \t\r\n") {
		var token string
		if strings.HasPrefix(rest, "(") {
			token, rest = cutComment(rest)
			if fresh && isComment(token) {
				products[len(products)-1] += " (" + token + ")"
			}
			fresh = false
			continue
		}
		token, rest = cutField(rest)
		if fresh = isProduct(token); fresh {
			products = append(products, token)
		}
	}
	for len(products) > 0 {
		if joined := strings.Join(products, " "); len(joined) <= maxBotAgent {
			return joined
		}
		products = products[:len(products)-1]
	}
	return defaultAgent
}

// cutComment takes "(…)" off the front. Without its end all is comment; with
// parentheses inside it reaches to the matching one.
func cutComment(s string) (comment, rest string) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[1:i], s[i+1:]
			}
		}
	}
	return s, ""
}

func cutField(s string) (field, rest string) {
	if i := strings.IndexAny(s, " \t\r\n"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}
