package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Settings are the service's behaviours that can be switched while it runs,
// by [Server.Configure] or POST /sim/options. Each field's comment starts with
// its default.
type Settings struct {
	// Cursor "replay": what the next cursor does not acknowledge comes again.
	// "consume": a message is delivered once.
	Cursor string `json:"cursor"`
	// QR "auto": QR codes confirm themselves. "manual": somebody has to.
	QR string `json:"qr"`
	// Hold "35s": how long an idle getupdates is held.
	Hold Duration `json:"hold"`
	// Quota 10: accepted sends per window or token; 0 is no limit.
	Quota int `json:"quota"`
	// QuotaScope "window": each message of the user opens a fresh quota.
	// "token": every context token has a quota of its own.
	QuotaScope string `json:"quota_scope"`
	// Window "24h": how long after the user's last message the bot may write,
	// and how long a context token is good.
	Window Duration `json:"window"`
	// AfterWindow "reject": late sends are refused with -2. "drop": they are
	// acknowledged and never shown.
	AfterWindow string `json:"after_window"`
	// RequireContext "reject": sends without a context token of this user are
	// refused with -2. "drop": acknowledged, never shown. "ignore": delivered.
	RequireContext string `json:"require_context"`
	// Receipts "full": ret 0 and message_id. "ret0": shown, but no message_id.
	// "ret0_drop": the same and not shown. "empty_object": {}. "empty_body".
	Receipts string `json:"receipts"`
	// UploadURL "full": getuploadurl answers upload_full_url. "param", "both",
	// "neither".
	UploadURL string `json:"upload_url"`
	// Uploads "keep": the CDN decrypts and checks what it receives and keeps it
	// in a temporary file. "check": it does not keep it. "count": it only
	// counts bytes, for benchmarks.
	Uploads string `json:"uploads"`
	// BuiltURLs "serve": downloads work with encrypted_query_param alone.
	// "refuse": only with the whole full_url.
	BuiltURLs string `json:"built_urls"`
}

func defaultSettings() Settings {
	return Settings{
		Cursor: "replay", QR: "auto", Hold: Duration(35 * time.Second),
		Quota: 10, QuotaScope: "window", Window: Duration(24 * time.Hour),
		AfterWindow: "reject", RequireContext: "reject", Receipts: "full",
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
}

func (set Settings) validate() error {
	for _, e := range []struct {
		key, value string
		allowed    []string
	}{
		{"cursor", set.Cursor, []string{"replay", "consume"}},
		{"qr", set.QR, []string{"auto", "manual"}},
		{"quota_scope", set.QuotaScope, []string{"window", "token"}},
		{"after_window", set.AfterWindow, []string{"reject", "drop"}},
		{"require_context", set.RequireContext, []string{"reject", "drop", "ignore"}},
		{"upload_url", set.UploadURL, []string{"full", "param", "both", "neither"}},
		{"uploads", set.Uploads, []string{"keep", "check", "count"}},
		{"built_urls", set.BuiltURLs, []string{"serve", "refuse"}},
		{"receipts", set.Receipts, []string{"full", "ret0", "ret0_drop", "empty_object", "empty_body"}},
	} {
		if !slices.Contains(e.allowed, e.value) {
			return &ControlError{
				Problem: fmt.Sprintf("%s can not be %q", e.key, e.value),
				Advice:  "one of " + strings.Join(e.allowed, ", "),
			}
		}
	}
	if set.Quota < 0 || set.Hold < 0 || set.Window < 0 {
		return &ControlError{Problem: "quota, hold and window can not be negative", Advice: "quota 0 is no limit"}
	}
	return nil
}

// Configure changes settings. The change is seen by requests that arrive later;
// values that are not allowed leave everything as it was and return an error.
func (s *Server) Configure(change func(*Settings)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.st.set
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

// Duration is a time.Duration that reads and prints as "24h" in JSON.
type Duration time.Duration

// String is the text form, such as "1m30s".
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalJSON writes the text form.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads "24h", "90s", "2d" or a number of seconds.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		text = string(b) + "s"
	}
	v, err := parseDuration(text)
	if err != nil {
		return err
	}
	*d = Duration(v)
	return nil
}

// parseDuration is time.ParseDuration that also knows whole days.
func parseDuration(text string) (time.Duration, error) {
	var days int
	if n, err := fmt.Sscanf(text, "%dd", &days); n == 1 && err == nil && text == fmt.Sprintf("%dd", days) {
		return time.Duration(days) * 24 * time.Hour, nil
	}
	v, err := time.ParseDuration(text)
	if err != nil {
		return 0, &ControlError{
			Problem: fmt.Sprintf("%q is not a duration", text),
			Advice:  `a number and a unit, such as "500ms", "90s", "30m", "24h" or "2d"`,
		}
	}
	return v, nil
}
