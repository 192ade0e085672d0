package sim_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// TestDuplicateMakesBothKinds: copies come under the same id, another one and
// none, in turn, and buy no sends.
func TestDuplicateMakesBothKinds(t *testing.T) {
	for _, ids := range []string{"number", "string"} {
		s, c := loggedIn(t, short(sim.Options{Configure: func(set *sim.Settings) { set.Noise, set.IDs = 0, ids }}))
		set(t, s, sim.Fault{Kind: "duplicate", Count: 3})
		cursor := ""
		for n, want := range []string{"same", "other", "none"} {
			id, err := s.Say(sim.SayRequest{User: alice, Text: "x"})
			if err != nil {
				t.Fatal(err)
			}
			first, seen := c.poll(cursor)
			c.wantCode(c.send(c.text(alice, first[0]["context_token"].(string), "re")), "0")
			s.Advance(time.Second)
			again, next := c.poll(seen)
			cursor = next
			if len(first) != 1 || len(again) != 1 {
				t.Fatalf("%s ids, %d: %d messages, then %d; want one each", ids, n, len(first), len(again))
			}
			got := "other"
			switch text(again[0]["message_id"]) {
			case "<nil>":
				got = "none"
			case id:
				got = "same"
			}
			if got != want {
				t.Errorf("%s ids: copy %d comes under the id %q of %q, want %s", ids, n, text(again[0]["message_id"]), id, want)
			}
			for _, m := range []values{first[0], again[0]} {
				delete(m, "message_id")
			}
			a, _ := json.Marshal(first[0])
			b, _ := json.Marshal(again[0])
			if string(a) != string(b) {
				t.Errorf("the copy differs in more than its id:\n%s\n%s", a, b)
			}
			if used := s.State().Bots[0].Chats[0].Used; used != 1 {
				t.Errorf("after the copy %d sends are used, want 1", used)
			}
		}
	}
}

// TestClearAFaultWithoutOp: wherever it was set.
func TestClearAFaultWithoutOp(t *testing.T) {
	s := sim.New(sim.Options{})
	defer s.Close()
	for _, f := range []sim.Fault{
		{Op: "sendmessage", Kind: "http_500", Count: -1}, {Op: "getupdates", Kind: "http_500", Count: -1}, {Kind: "http_500", Count: -1},
		{Op: "sendmessage", Kind: "slow", Count: -1},
	} {
		set(t, s, f)
	}
	set(t, s, sim.Fault{Kind: "http_500", Count: 0})
	if left := s.Faults(); len(left) != 1 || left[0].Kind != "slow" {
		t.Errorf("in force are %+v, want slow alone", left)
	}
	set(t, s, sim.Fault{Kind: "http_500", Count: 1}) // setting one everywhere replaces none
	set(t, s, sim.Fault{Op: "sendmessage", Kind: "http_500", Count: 1})
	if left := s.Faults(); len(left) != 3 {
		t.Errorf("in force are %+v, want three", left)
	}
}

// TestEveryHeaderIsWanted by the option of that name.
func TestEveryHeaderIsWanted(t *testing.T) {
	_, c := loggedIn(t, sim.Options{Configure: func(set *sim.Settings) { set.Headers = "every" }})
	c.edit = func(r *http.Request) { r.Header.Del("iLink-App-Id") }
	c.wantCode(c.api("msg/notifystart", nil), "-14")
}

// TestDeadTokensAreRefused by the option of that name.
func TestDeadTokensAreRefused(t *testing.T) {
	s, c := loggedIn(t, sim.Options{Configure: func(set *sim.Settings) { set.DeadTokens = "refuse" }})
	s.Expire()
	c.wantCode(c.api("get_bot_qrcode?bot_type=3", values{"local_token_list": []string{c.token}}), "-3")
	c.wantCode(c.api("get_bot_qrcode?bot_type=3", values{"local_token_list": []string{}}), "0")
}

// TestOptionsAsText: every option can be set as text, to its own default too.
func TestOptionsAsText(t *testing.T) {
	s := sim.New(sim.Options{})
	defer s.Close()
	before, _ := json.Marshal(s.Settings())
	set := s.Settings()
	for _, o := range sim.SettingOptions() {
		if err := set.SetOption(o.Key, o.Default); err != nil {
			t.Errorf("SetOption(%s, %q) = %v", o.Key, o.Default, err)
		}
	}
	if after, _ := json.Marshal(set); string(after) != string(before) {
		t.Errorf("defaults set as text:\n%s\nwant\n%s", after, before)
	}
	for key, value := range map[string]string{"quota": "3", "noise": "0", "omit_cursor": "true", "window": "2d", "confirm_omits": "baseurl,ilink_bot_id", "quota_errmsg": "", "after_window": "drop"} {
		if err := set.SetOption(key, value); err != nil {
			t.Errorf("SetOption(%s, %q) = %v", key, value, err)
		}
	}
	if set.Quota != 3 || set.Noise != 0 || !set.OmitCursor || set.Window.String() != "48h" || len(set.ConfirmOmits) != 2 || set.QuotaErrmsg != "" || set.AfterWindow != "drop" {
		t.Errorf("set as text: %+v", set)
	}
	for key, value := range map[string]string{"quota": "many", "after_window": "x", "window": "long", "none": "1", "noise": "2"} {
		if err := set.SetOption(key, value); err == nil {
			t.Errorf("SetOption(%s, %q) is taken", key, value)
		}
	}
}
