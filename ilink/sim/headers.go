package sim

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"hotreply/internal/lazyregexp"
)

// checkHeaders holds a request against the header table of openclaw-weixin
// 2.4.9 (api/api.ts). It reports false when the service would answer -14. The
// app headers are not among the reasons unless every header is to be there: of
// six clients that are live without them one report tells of a refusal
// (qwen-code 2908).
func checkHeaders(c *call, bearer, every bool) bool {
	h := c.r.Header
	sound := true
	need := func(name string, good func(string) bool, want string, fatal bool) {
		v := h.Get(name)
		switch {
		case v == "" && len(h.Values(name)) == 0:
			c.violate("header " + name + " is missing")
			if !fatal && !every {
				return
			}
		case !good(v):
			c.violate("header " + name + " is " + strconv.Quote(v) + ", want " + want)
			if !fatal {
				return
			}
		default:
			return
		}
		sound = false
	}
	is := func(want string) func(string) bool { return func(v string) bool { return v == want } }
	post := c.r.Method == "POST"
	if post || c.op == "get_qrcode_status" {
		need("iLink-App-Id", is("bot"), `"bot"`, false)
		need("iLink-App-ClientVersion", isDecimal, "a decimal number", false)
	}
	if !post {
		return sound
	}
	need("AuthorizationType", is("ilink_bot_token"), `"ilink_bot_token"`, true)
	need("X-WECHAT-UIN", isUIN, "base64 of a decimal uint32", true)
	if ct := h.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		c.violate("Content-Type is " + strconv.Quote(ct) + ", want application/json")
	}
	if c.r.ContentLength < 0 {
		c.violate("body is chunked, want a Content-Length")
	}
	if bearer && h.Get("Authorization") == "" {
		c.violate("header Authorization is missing")
	}
	return sound
}

func isDecimal(v string) bool {
	_, err := strconv.ParseUint(v, 10, 32)
	return err == nil
}

// isUIN reports whether v is base64 of a decimal uint32 without padding zeros.
func isUIN(v string) bool {
	text, err := base64.StdEncoding.DecodeString(v)
	if err != nil {
		return false
	}
	n, err := strconv.ParseUint(string(text), 10, 32)
	return err == nil && strconv.FormatUint(n, 10) == string(text)
}

// baseInfo is what every bearer request says about its client.
type baseInfo struct {
	ChannelVersion *string `json:"channel_version"`
	BotAgent       *string `json:"bot_agent"`
}

// agentGrammar: products "name/version", each with an optional comment. The
// reference client's own default is a bare name.
var agentGrammar = lazyregexp.New(`^(OpenClaw|` + agentProduct + `( ` + agentProduct + `)*)$`)

const agentProduct = `[A-Za-z0-9_.-]{1,32}/[A-Za-z0-9_.+-]{1,32}( \([ -'*-~]{1,64}\))?`

// checkBody looks at the envelope that all bearer requests share.
func checkBody(c *call) {
	var e struct {
		BaseInfo *baseInfo `json:"base_info"`
	}
	if json.Unmarshal(c.body, &e) != nil {
		return // the endpoint's own decoding says what is wrong
	}
	switch {
	case e.BaseInfo == nil:
		c.violate("base_info is missing")
	case e.BaseInfo.ChannelVersion == nil || *e.BaseInfo.ChannelVersion == "":
		c.violate("base_info.channel_version is missing")
	}
	if e.BaseInfo == nil || e.BaseInfo.BotAgent == nil {
		return
	}
	if agent := *e.BaseInfo.BotAgent; len(agent) > 256 || !agentGrammar.MatchString(agent) {
		c.violate("base_info.bot_agent " + strconv.Quote(agent) + " is not a list of name/version products")
	}
}

// authorize finds the bot of the bearer token; false means -14.
func (s *Server) authorize(c *call) bool {
	token, isBearer := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !isBearer {
		return false
	}
	uin := c.r.Header.Get("X-WECHAT-UIN")
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.st.byToken[strings.TrimSpace(token)]
	if b == nil || !b.alive() {
		return false
	}
	c.bot = b
	for _, used := range b.uins {
		if uin != "" && used == uin {
			c.violate("X-WECHAT-UIN " + strconv.Quote(uin) + " repeats that of a recent request")
			break
		}
	}
	copy(b.uins[1:], b.uins[:])
	b.uins[0] = uin
	return true
}
