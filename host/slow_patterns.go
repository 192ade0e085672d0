package host

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"hotreply/console"
	"hotreply/runtime"
	"hotreply/store"
)

// What is known of slow patterns stands in notes of the store, for a match that
// overruns its limit ends the process and is to be counted all the same:
//
//	slow/<hash of folder, script and pattern>   slowNote

// slowForgotten is how long a pattern that nobody tries any more is known.
const slowForgotten = 48 * time.Hour

type slowNote struct {
	Dir string `json:"dir"`
	runtime.SlowPattern
}

func (n slowNote) name() string {
	return fmt.Sprintf("slow/%x", sha256.Sum256([]byte(n.Dir+"\x00"+n.Script+"\x00"+n.Pattern)))[:37]
}

// slowPatterns are those of a folder that earlier lives knew. Notes that are of
// no use any more are dropped.
func (h *host) slowPatterns(dir string) (list []runtime.SlowPattern, err error) {
	now := h.clock.Now()
	var old []string
	err = h.db.View(func(tx *store.Tx) error {
		return tx.Notes("slow/", func(name string, value []byte) error {
			var n slowNote
			switch err := json.Unmarshal(value, &n); {
			case err != nil, now.Sub(n.Latest) > slowForgotten && now.After(n.Until):
				old = append(old, name)
			case n.Dir == dir:
				list = append(list, n.SlowPattern)
			}
			return nil
		})
	})
	if len(old) > 0 {
		h.db.Submit(func(tx *store.Tx) error {
			for _, name := range old {
				tx.SetNote(name, nil)
			}
			return nil
		})
	}
	for _, p := range list {
		if now.Before(p.Until) {
			h.log.Warn("long texts pass a slow pattern, as before the start", "rule", p.Script, "pattern", p.Pattern,
				"characters", p.Shortest, "until", p.Until)
		}
	}
	return list, err
}

// keepSlow writes down what is known of a pattern, in the store's order and
// without waiting.
func (h *host) keepSlow(dir string, p runtime.SlowPattern) {
	n := slowNote{dir, p}
	var value []byte
	if p.InARow > 0 {
		value, _ = json.Marshal(n) // strings, numbers and times of this age: can not fail
	}
	h.db.Submit(func(tx *store.Tx) error {
		tx.SetNote(n.name(), value)
		return nil
	})
}

// ListSlow lists the patterns that texts pass at a time, the one that ends
// first as the first.
func ListSlow(db *store.DB, now time.Time) ([]console.SlowPattern, error) {
	list := []console.SlowPattern{}
	err := db.View(func(tx *store.Tx) error {
		return tx.Notes("slow/", func(_ string, value []byte) error {
			var n slowNote
			if json.Unmarshal(value, &n) == nil && now.Before(n.Until) {
				list = append(list, console.SlowPattern{Rule: n.Script, Pattern: n.Pattern, Characters: n.Shortest, Until: n.Until})
			}
			return nil
		})
	})
	slices.SortFunc(list, func(a, b console.SlowPattern) int { return a.Until.Compare(b.Until) })
	return list, err
}

// passedOver is why a message is listed that rules were not asked about.
func passedOver(list []*runtime.PassedOverError) string {
	reason := list[0].Error()
	if more := len(list) - 1; more > 0 {
		reason += fmt.Sprintf("; and %d more", more)
	}
	return reason
}
