package ilink

import (
	"regexp"
	"strings"
)

// The grammar of bot_agent (openclaw-weixin 2.4.9 api/api.ts,
// sanitizeBotAgent): products "name/version", each with an optional comment in
// parentheses, separated by one space, 256 bytes in all.
var (
	agentProduct = regexp.MustCompile(`^[A-Za-z0-9_.\-]{1,32}/[A-Za-z0-9_.+\-]{1,32}$`)
	agentComment = regexp.MustCompile(`^[ -'*-~]{1,64}$`)
)

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
			if fresh && agentComment.MatchString(token) {
				products[len(products)-1] += " (" + token + ")"
			}
			fresh = false
			continue
		}
		token, rest = cutField(rest)
		if fresh = agentProduct.MatchString(token); fresh {
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
