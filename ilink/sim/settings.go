package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Settings are the service's behaviours that can be switched while it runs,
// by [Server.Configure] or POST /sim/options. Each field's comment starts with
// its default.
type Settings struct {
	// Headers "strict": requests without AuthorizationType or X-WECHAT-UIN are
	// answered with -14. "every": those without the app headers, too. "lenient":
	// all are served. Each mistake is recorded all the same.
	Headers string `json:"headers"`
	// Noise 0.2: how likely an answer or message gets an unknown field, or
	// loses an optional one. 0 is never.
	Noise float64 `json:"noise"`
	// IDs "number": message ids are bare numbers above 2^53. "string": quoted.
	IDs string `json:"ids"`

	// QR "auto": QR codes confirm themselves. "manual": somebody has to.
	QR string `json:"qr"`
	// QRLife "2m": after that a QR code is expired.
	QRLife Duration `json:"qr_life"`
	// QRHold "30s": how long a status request without news is held.
	QRHold Duration `json:"qr_hold"`
	// RedirectHost "host": redirect_host is host:port. "url": a whole URL.
	// "empty": an empty string.
	RedirectHost string `json:"redirect_host"`
	// ConfirmOmits []: fields that a confirmed status lacks, such as
	// ilink_bot_id or baseurl.
	ConfirmOmits []string `json:"confirm_omits"`
	// DeadTokens "ignore": a local_token_list may hold tokens that are dead.
	// "refuse": it is answered -3 then (nanobot PR 5263).
	DeadTokens string `json:"dead_tokens"`
	// RevokeAfter "29s": how long a token lives on after its owner has bound
	// another bot (openclaw-weixin issue 69).
	RevokeAfter Duration `json:"revoke_after"`
	// Expire "now": a poll held when its token dies is answered at once.
	// "hold": when its time is over.
	Expire string `json:"expire"`

	// Cursor "replay": what the next cursor does not acknowledge comes again.
	// "consume": a message is delivered once.
	Cursor string `json:"cursor"`
	// OmitCursor false: answers carry get_updates_buf. true: none does.
	OmitCursor bool `json:"omit_cursor"`
	// Hold "35s": how long an idle getupdates is held.
	Hold Duration `json:"hold"`
	// PollHint "": longpolling_timeout_ms says Hold. "none": it is absent.
	// A duration: it says that.
	PollHint string `json:"poll_hint"`
	// HintErrors false: refusals of getupdates carry no longpolling_timeout_ms.
	// true: they do.
	HintErrors bool `json:"hint_errors"`
	// SecondPoll "share": of two polls each message goes to one. "refuse": the
	// second poll of a token gets HTTP 403.
	SecondPoll string `json:"second_poll"`
	// Context "new": each inbound message has a context token of its own.
	// "same": one per user. "none": no message has one.
	Context string `json:"context"`

	// Quota 10: accepted sends per window or token; 0 is no limit.
	Quota int `json:"quota"`
	// QuotaScope "window": each message of the user opens a fresh quota.
	// "token": every context token has a quota of its own.
	QuotaScope string `json:"quota_scope"`
	// QuotaErrmsg "prepare failed": what the refusal beyond the quota says.
	QuotaErrmsg string `json:"quota_errmsg"`
	// ToolItems "count": tool cards use up the quota. "free": they do not.
	ToolItems string `json:"tool_items"`
	// Window "24h": how long after the user's last message the bot may write.
	Window Duration `json:"window"`
	// TokenLife "24h": how long a context token is good.
	TokenLife Duration `json:"token_life"`
	// AfterWindow "reject": late sends are refused with -2. "drop": they are
	// acknowledged and never shown.
	AfterWindow string `json:"after_window"`
	// RequireContext "reject": sends without a context token of this user are
	// refused with -2. "drop": acknowledged, never shown. "ignore": delivered.
	RequireContext string `json:"require_context"`
	// BurstGap "0s": sends of a bot closer together than this are refused with
	// -2 and BurstErrmsg, and each refused one restarts the wait.
	BurstGap Duration `json:"burst_gap"`
	// BurstPerMinute 0: more sends of a bot within a minute are refused in the
	// same way; 0 is no limit.
	BurstPerMinute int `json:"burst_per_minute"`
	// BurstErrmsg "": what those refusals say; "prepare failed" is seen, too.
	BurstErrmsg string `json:"burst_errmsg"`
	// RequireNotify false: sends need no notifystart. true: they do.
	RequireNotify bool `json:"require_notify"`
	// Receipts "full": ret 0 and message_id. "ret0": shown, but no message_id.
	// "ret0_drop": the same and not shown. "empty_object": {}. "empty_body".
	Receipts string `json:"receipts"`
	// SameClientID "first": of several sends with one client_id the first is
	// shown. "all": all are.
	SameClientID string `json:"same_client_id"`
	// TextShown 0: texts are shown whole. Else the characters that are shown.
	TextShown int `json:"text_shown"`
	// EarlyTyping "refuse": getconfig before the user's first message gets -4.
	// "allow": it gets a ticket.
	EarlyTyping string `json:"early_typing"`

	// UploadURL "full": getuploadurl answers upload_full_url. "param", "both",
	// "neither".
	UploadURL string `json:"upload_url"`
	// ParamLimit 0: the largest ciphertext that an upload to a client-built
	// URL may have before it gets HTTP 500; 0 is no limit.
	ParamLimit int64 `json:"param_limit"`
	// Uploads "keep": the CDN decrypts and checks what it receives and keeps it
	// in a temporary file. "check": it does not keep it. "count": it only
	// counts bytes, for benchmarks.
	Uploads string `json:"uploads"`
	// BuiltURLs "serve": downloads work with encrypted_query_param alone.
	// "refuse": only with the whole full_url.
	BuiltURLs string `json:"built_urls"`
}

func defaultSettings() Settings {
	day := Duration(24 * time.Hour)
	return Settings{
		Headers: "strict", Noise: 0.2, IDs: "number",
		QR: "auto", QRLife: Duration(2 * time.Minute), QRHold: Duration(30 * time.Second),
		RedirectHost: "host", ConfirmOmits: []string{}, DeadTokens: "ignore", RevokeAfter: Duration(29 * time.Second), Expire: "now",
		Cursor: "replay", Hold: Duration(35 * time.Second), SecondPoll: "share", Context: "new",
		Quota: 10, QuotaScope: "window", QuotaErrmsg: prepareFailed, ToolItems: "count", Window: day, TokenLife: day,
		AfterWindow: "reject", RequireContext: "reject", Receipts: "full", SameClientID: "first", EarlyTyping: "refuse",
		UploadURL: "full", Uploads: "keep", BuiltURLs: "serve",
	}
}

// apply takes over what o sets.
func (set *Settings) apply(o Options) {
	if o.QR != "" {
		set.QR = o.QR
	}
	if o.Cursor != "" {
		set.Cursor = o.Cursor
	}
	if o.Hold != 0 {
		set.Hold = Duration(o.Hold)
	}
	if o.Configure != nil {
		o.Configure(set)
	}
}

// validate reports the first value that is none of those documented.
func (set Settings) validate() error {
	for _, e := range set.choices() {
		if allowed := strings.Fields(e.allowed); !slices.Contains(allowed, e.value) {
			return &ControlError{
				Problem: fmt.Sprintf("%s can not be %q", e.key, e.value),
				Advice:  "one of " + strings.Join(allowed, ", "),
			}
		}
	}
	if set.Noise < 0 || set.Noise > 1 {
		return &ControlError{Problem: fmt.Sprintf("noise can not be %v", set.Noise), Advice: "a probability from 0 to 1"}
	}
	if set.PollHint != "" && set.PollHint != "none" {
		if _, err := parseDuration(set.PollHint); err != nil {
			return err
		}
	}
	least := min(int64(set.Hold), int64(set.QRHold), int64(set.QRLife), int64(set.RevokeAfter), int64(set.Window),
		int64(set.TokenLife), int64(set.BurstGap), int64(set.BurstPerMinute), int64(set.Quota), int64(set.TextShown), set.ParamLimit)
	if least < 0 {
		return &ControlError{Problem: "an option is negative", Advice: "0 switches a limit off"}
	}
	return nil
}

// choice is a setting with few values.
type choice struct{ key, value, allowed string }

// choices are the settings with few values.
func (set Settings) choices() []choice {
	return []choice{
		{"headers", set.Headers, "strict every lenient"},
		{"ids", set.IDs, "number string"},
		{"qr", set.QR, "auto manual"},
		{"redirect_host", set.RedirectHost, "host url empty"},
		{"dead_tokens", set.DeadTokens, "ignore refuse"},
		{"expire", set.Expire, "now hold"},
		{"cursor", set.Cursor, "replay consume"},
		{"second_poll", set.SecondPoll, "share refuse"},
		{"context", set.Context, "new same none"},
		{"quota_scope", set.QuotaScope, "window token"},
		{"tool_items", set.ToolItems, "count free"},
		{"after_window", set.AfterWindow, "reject drop"},
		{"require_context", set.RequireContext, "reject drop ignore"},
		{"receipts", set.Receipts, "full ret0 ret0_drop empty_object empty_body"},
		{"same_client_id", set.SameClientID, "first all"},
		{"early_typing", set.EarlyTyping, "refuse allow"},
		{"upload_url", set.UploadURL, "full param both neither"},
		{"uploads", set.Uploads, "keep check count"},
		{"built_urls", set.BuiltURLs, "serve refuse"},
	}
}

// hint is the value of longpolling_timeout_ms; 0 leaves it out.
func (set Settings) hint() int64 {
	switch set.PollHint {
	case "":
		return time.Duration(set.Hold).Milliseconds()
	case "none":
		return 0
	}
	d, _ := parseDuration(set.PollHint) // validated
	return d.Milliseconds()
}

// Configure changes settings. The change is seen by requests that arrive later;
// values that are not allowed leave everything as it was and return an error.
func (s *Server) Configure(change func(*Settings)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.st.set
	next.ConfirmOmits = slices.Clone(next.ConfirmOmits) // change may write into it
	change(&next)
	if err := next.validate(); err != nil {
		return err
	}
	s.st.set = next
	return nil
}

// Settings returns the behaviours in force.
func (s *Server) Settings() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.st.set
}
