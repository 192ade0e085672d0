package outbox

import (
	"encoding/json"
	"strings"
	"testing"

	"hotreply/bot"
	"hotreply/store"
)

func textContent(s string) bot.Content {
	return bot.Content{Parts: []bot.Part{{Text: s}}}
}

// sentRow is a row that an earlier run left. A "!" in front means refused.
func sentRow(n int, to, text string) store.OutboxRow {
	r := store.OutboxRow{Account: "default", User: to, N: n, State: store.OutboxConfirmed}
	if t, ok := strings.CutPrefix(text, "!"); ok {
		text, r.State = t, store.OutboxRefused
	}
	r.Content, _ = json.Marshal(outContent{Digest: digest(textContent(text)), Parts: []outPart{{Text: text}}})
	return r
}

func rowText(r *store.OutboxRow) string {
	var c outContent
	_ = json.Unmarshal(r.Content, &c)
	return c.Parts[0].Text
}

// TestTakeOver replays runs of a handler against what an earlier run sent. The
// user sees the earlier texts and the new ones.
func TestTakeOver(t *testing.T) {
	tests := []struct {
		name    string
		earlier []string // "to:text" in call order
		before  int      // how many of them are older than a retry
		sends   []string // "to:text" of the re-run
		want    []string // "old text" taken over as =text, new ones as +text
	}{
		{"the same again", []string{"u:a", "u:b"}, 0, []string{"u:a", "u:b"}, []string{"=a", "=b"}},
		{"same content first, in any order", []string{"u:a", "u:b"}, 0, []string{"u:b", "u:a"}, []string{"=b", "=a"}},
		{"else the lowest number", []string{"u:a", "u:b"}, 0, []string{"u:x", "u:y"}, []string{"=a", "=b"}},
		{"a longer run", []string{"u:a"}, 0, []string{"u:a", "u:b"}, []string{"=a", "+b"}},
		{"a shorter run", []string{"u:a", "u:b"}, 0, []string{"u:a"}, []string{"=a"}},
		{"equal texts are separate sends", []string{"u:a", "u:a"}, 0, []string{"u:a", "u:a", "u:a"}, []string{"=a", "=a", "+a"}},
		{"only of the same recipient", []string{"v:a"}, 0, []string{"u:a"}, []string{"+a"}},
		{"a refused row is tried anew", []string{"u:!a", "u:b"}, 0, []string{"u:a", "u:b"}, []string{"=b", "+a"}},
		{"another order, nothing twice and nothing lost", []string{"u:2"}, 0, []string{"u:1", "u:2", "u:3"}, []string{"=2", "+1", "+3"}},
		{"another order, displaced twice", []string{"u:a", "u:b"}, 0, []string{"u:c", "u:a", "u:b"}, []string{"=a", "=b", "+c"}},
		{"another order, two sent", []string{"u:3", "u:2"}, 0, []string{"u:1", "u:2", "u:3"}, []string{"=3", "=2", "+1"}},
		{"a retry says nothing twice", []string{"u:a", "u:b"}, 2, []string{"u:a", "u:b", "u:c"}, []string{"=a", "=b", "+c"}},
		{"a retry may say something else", []string{"u:a", "u:b"}, 2, []string{"u:x", "u:b"}, []string{"+x", "=b"}},
		{"a retry run again", []string{"u:a", "u:x"}, 1, []string{"u:y", "u:z"}, []string{"=x", "+z"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var rows []store.OutboxRow
			for i, s := range tt.earlier {
				to, text, _ := strings.Cut(s, ":")
				rows = append(rows, sentRow(i+1, to, text))
			}
			l := newLedger(rows, tt.before)
			var got []string
			for _, s := range tt.sends {
				to, text, _ := strings.Cut(s, ":")
				row, c := l.takeOver("default", to, textContent(text))
				if row != nil {
					got = append(got, "="+rowText(row))
				} else {
					got = append(got, "+"+c.Parts[0].Text)
				}
			}
			if strings.Join(got, " ") != strings.Join(tt.want, " ") {
				t.Errorf("takeOver: %v, want %v", got, tt.want)
			}
		})
	}
}

// TestNumbersGoOn: a new row of a re-run is numbered behind all earlier ones.
func TestNumbersGoOn(t *testing.T) {
	l := newLedger([]store.OutboxRow{sentRow(4, "u", "d"), sentRow(2, "u", "b")}, 0)
	if n := l.number(); n != 5 {
		t.Errorf("number() = %d, want 5", n)
	}
	if row, _ := l.takeOver("default", "u", textContent("x")); row.N != 2 {
		t.Errorf("takeOver took row %d, want the lowest, 2", row.N)
	}
}
