package blame

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"hotreply/store"
)

// What is known of slow patterns stands in notes of the store, for a match that
// overruns its limit ends the process and is to be counted all the same.

// SlowPattern is what is known of a pattern that found no answer in its time.
type SlowPattern struct {
	Script   string    `json:"script"`          // file name
	Pattern  string    `json:"pattern"`         // as its author wrote it; of a very long one the end is a hash
	Shortest int       `json:"shortest"`        // characters of the shortest text that it found no answer on
	InARow   int       `json:"inARow"`          // such texts in a row; 0: nothing is known any more
	Periods  int       `json:"periods"`         // how often texts passed it for a time
	Until    time.Time `json:"until,omitzero"`  // texts of Shortest characters and more pass it until then
	Latest   time.Time `json:"latest,omitzero"` // when it found no answer last
}

// slowForgotten is how long a pattern that nobody tries any more is known.
const slowForgotten = 48 * time.Hour

type slowNote struct {
	Dir string `json:"dir"`
	SlowPattern
}

func (n slowNote) name() string {
	return fmt.Sprintf("slow/%x", sha256.Sum256([]byte(n.Dir+"\x00"+n.Script+"\x00"+n.Pattern)))[:37]
}

// Slow are the slow patterns of a folder of rules that earlier lives knew. Notes
// that are of no use any more are dropped.
func (b *Blame) Slow(dir string) (list []SlowPattern, err error) {
	now := b.o.Clock.Now()
	var old []store.Mark
	marks, err := b.o.Journal.Marks("slow/")
	for _, m := range marks {
		var n slowNote
		switch err := json.Unmarshal(m.Value, &n); {
		case err != nil, now.Sub(n.Latest) > slowForgotten && now.After(n.Until):
			old = append(old, store.Mark{Name: m.Name})
		case n.Dir == dir:
			list = append(list, n.SlowPattern)
		}
	}
	if len(old) > 0 {
		b.o.Journal.Mark(old...)
	}
	for _, p := range list {
		if now.Before(p.Until) {
			b.o.Logger.Warn("long texts pass a slow pattern, as before the start", "rule", p.Script, "pattern", p.Pattern,
				"characters", p.Shortest, "until", p.Until)
		}
	}
	return list, err
}

// KeepSlow writes down what is known of a pattern of a folder, in the store's
// order and without waiting.
func (b *Blame) KeepSlow(dir string, p SlowPattern) {
	n := slowNote{dir, p}
	var value []byte
	if p.InARow > 0 {
		value, _ = json.Marshal(n) // strings, numbers and times of this age: can not fail
	}
	b.o.Journal.Mark(store.Mark{Name: n.name(), Value: value})
}

// Passed lists the patterns that texts pass at a time, the one that ends first
// as the first.
func Passed(j store.Reader, now time.Time) ([]SlowPattern, error) {
	list := []SlowPattern{}
	marks, err := j.Marks("slow/")
	for _, m := range marks {
		var n slowNote
		if json.Unmarshal(m.Value, &n) == nil && now.Before(n.Until) {
			list = append(list, n.SlowPattern)
		}
	}
	slices.SortFunc(list, func(a, b SlowPattern) int { return a.Until.Compare(b.Until) })
	return list, err
}
