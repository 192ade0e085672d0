package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"hotreply/host"
	"hotreply/ilink"
	"hotreply/ilink/sim"
	"hotreply/runtime"
	"hotreply/runtime/bundle"
)

// odd is what anybody may have written: it clears a screen, turns a text
// around, and begins a line.
const odd = "a\x1b[2J\u202eb\u009b1m\x00\rhotreply: forged\n12:00:00.000 [ERROR] forged\tx"

// What comes from outside is to be seen, on the lines that are its own.
func TestWordsFromOutside(t *testing.T) {
	tests := []struct {
		name  string
		lines int
		show  func(s Streams)
	}{
		{"a link to log in by", 3, func(s Streams) { newLoginTerminal(s, t.TempDir()).Show("default", odd) }},
		{"how a login goes on", 1, func(s Streams) { newLoginTerminal(s, "").Say(odd, odd) }},
		{"a login", 2, func(s Streams) {
			table := newTable(s.Out, "ACCOUNT", "LOGIN", "BOT", "OWNER", "SINCE")
			table.row(accountRow(host.LoggedIn{Account: odd, Login: &ilink.Credentials{BotID: odd, UserID: odd}})...)
			_ = table.end()
		}},
		{"what check says", 9, func(s Streams) {
			g := &globals{streams: s}
			g.printChecks([]host.CheckResult{
				{Script: odd, Warnings: []bundle.Note{{File: odd, Line: 1, Text: odd, Hint: odd, Frame: odd}}},
				{Script: odd, Err: &runtime.ScriptError{File: odd, Name: odd, Message: odd, Frame: odd}},
			}, 1, 2)
		}},
		{"a reply in the chat", 2, func(s Streams) {
			c := &chat{streams: s, terminal: true, seen: true}
			c.as.Store(new(string))
			c.print(sim.SentMessage{Shown: true, Kind: "text", User: odd, Text: odd})
		}},
		{"a reply on a screen", 2, func(s Streams) {
			c := &chat{streams: s, seen: true}
			c.print(sim.SentMessage{Shown: true, Kind: "text", Text: odd})
		}},
		{"an order of the chat", 1, func(s Streams) {
			c := &chat{streams: s, seen: true}
			if err := c.typed(":user " + strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "").Replace(odd)); err != nil {
				t.Error(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			tt.show(Streams{Out: &out, Err: &out})
			said := out.String()
			for _, line := range strings.Split(strings.Trim(said, "\n"), "\n") {
				if strings.HasPrefix(line, "hotreply: forged") || strings.HasPrefix(line, "12:00") && !strings.HasPrefix(tt.name, "a reply on") {
					t.Errorf("a forged line: %q", line)
				}
			}
			if strings.ContainsFunc(said, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u202e' }) {
				t.Errorf("control characters in %q", said)
			}
			if n := strings.Count(strings.Trim(said, "\n"), "\n") + 1; n != tt.lines || !strings.Contains(said, `a\x1b[2J\u202eb`) {
				t.Errorf("%d lines, want %d:\n%s", n, tt.lines, said)
			}
		})
	}
}

// Without a screen a reply is its bare text, and JSON is the same value.
func TestWordsElsewhere(t *testing.T) {
	var out bytes.Buffer
	c := &chat{streams: Streams{Out: &out}}
	c.print(sim.SentMessage{Shown: true, Kind: "text", Text: odd})
	if out.String() != odd+"\n" {
		t.Errorf("printed %q", out.String())
	}
	out.Reset()
	g := &globals{streams: Streams{Out: &out}}
	if err := g.printJSON(map[string]string{odd: odd}); err != nil {
		t.Fatal(err)
	}
	var back map[string]string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back[odd] != odd || strings.ContainsFunc(out.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		t.Errorf("%v: %q", err, out.String())
	}
}

// The name of a file that is on its way is its sender's.
func TestTransferNames(t *testing.T) {
	var out bytes.Buffer
	_, end := newTransferLine(&out).begin(odd[:12], 1)
	end()
	if !strings.Contains(out.String(), `a\x1b[2J\u202eb`) {
		t.Errorf("the screen got %q", out.String())
	}
}
