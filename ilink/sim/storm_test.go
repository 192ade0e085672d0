package sim_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"hotreply/ilink/sim"
)

// TestNothingIsLostInAStorm lets 20 users write while polls fail in every way
// around the answer. A client that keeps its cursor when it has no good answer
// gets each message at least once, and after the storm there is nothing left.
func TestNothingIsLostInAStorm(t *testing.T) {
	const users, each = 20, 25
	s, c := loggedIn(t, short(sim.Options{Seed: 3}))
	for _, kind := range []string{"http_500", "reset", "drop_response", "empty_body", "garbage_json", "duplicate", "reorder"} {
		set(t, s, sim.Fault{Op: "getupdates", Kind: kind, Count: 60, Rate: 0.2})
	}
	var writing sync.WaitGroup
	said := make(chan string, users*each)
	for u := range users {
		writing.Go(func() {
			for n := range each {
				user := fmt.Sprintf("u%d@im.wechat", u)
				if _, err := s.Say(sim.SayRequest{User: user, Text: fmt.Sprint(n)}); err != nil {
					t.Error(err)
				}
				said <- user + " " + fmt.Sprint(n)
			}
		})
	}
	missing := map[string]bool{}
	got := map[string]bool{}
	cursor := ""
	for done := false; !done || len(got) < users*each; {
		for _, id := range c.pollOnce(&cursor) {
			got[id] = true
		}
		if !done && len(said) == users*each {
			writing.Wait()
			done = true
		}
	}
	close(said)
	for id := range said {
		if !got[id] {
			missing[id] = true
		}
	}
	if len(missing) > 0 || len(got) != users*each {
		t.Errorf("%d of %d messages came, %d are missing", len(got), users*each, len(missing))
	}
	wantViolations(t, s)
}

// pollOnce returns sender and text of each message of one good answer, which moves the cursor; any
// other answer is none.
func (c *client) pollOnce(cursor *string) []string {
	status, body, err := c.attempt("getupdates", values{"get_updates_buf": *cursor})
	var a struct {
		Cursor string `json:"get_updates_buf"`
		Msgs   []struct {
			From  string `json:"from_user_id"`
			Items []struct {
				Text struct {
					Text string `json:"text"`
				} `json:"text_item"`
			} `json:"item_list"`
		} `json:"msgs"`
	}
	if err != nil || status != 200 || json.Unmarshal(body, &a) != nil {
		return nil
	}
	if a.Cursor != "" {
		*cursor = a.Cursor
	}
	var ids []string
	for _, m := range a.Msgs {
		ids = append(ids, m.From+" "+m.Items[0].Text.Text) // a copy may have another id
	}
	return ids
}

// TestTwoPollsShareTheMessages shows that each message goes to one of them.
func TestTwoPollsShareTheMessages(t *testing.T) {
	s, c := loggedIn(t, sim.Options{Cursor: "consume"})
	const all = 100
	ids := make(chan string, 2*all)
	var polling sync.WaitGroup
	for range 2 {
		polling.Go(func() {
			for cursor := ""; ; {
				status, body, err := c.attempt("getupdates", values{"get_updates_buf": cursor})
				var a struct {
					Errcode int
					Msgs    []struct {
						ID json.Number `json:"message_id"`
					}
				}
				if err != nil || status != 200 || json.Unmarshal(body, &a) != nil || a.Errcode != 0 {
					return
				}
				for _, m := range a.Msgs {
					ids <- m.ID.String()
				}
			}
		})
	}
	for range all {
		if _, err := s.Say(sim.SayRequest{User: alice, Text: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	await(t, func() bool { return len(ids) >= all })
	s.Expire()
	polling.Wait()
	close(ids)
	seen := map[string]int{}
	for id := range ids {
		seen[id]++
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("message %s came %d times", id, n)
		}
	}
	if len(seen) != all {
		t.Errorf("%d messages came, want %d", len(seen), all)
	}
}
