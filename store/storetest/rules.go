package storetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"hotreply/store"
)

// A tick runs once, and its job's state is kept with it.
func ticksAndJobs(_ *testing.T, r *rig) {
	row := store.InboxRow{User: "rule/job", Kind: "tick", Key: "rule/job@1", Raw: json.RawMessage(`{"at":1}`)}
	first := answer(r, r.Tick(row, store.Job{Key: "rule/job", State: []byte("one")}))
	same(r, "added", first.Added, true)
	same(r, "state", string(r.Job("rule/job")), "one")
	again := answer(r, r.Tick(row, store.Job{Key: "rule/job", State: []byte("two")}))
	same(r, "again", again, store.Received{ID: first.ID})
	same(r, "state", string(r.Job("rule/job")), "two")
	s := got(r, func() (store.State, error) { return r.Load("") })
	same(r, "pending", len(s.Pending), 1)
	r.SetJob(store.Job{Key: "rule/job", State: []byte("three")})
	r.flush()
	same(r, "state", string(r.Job("rule/job")), "three")
	r.SetJob(store.Job{Key: "rule/job"})
	r.flush()
	same(r, "forgotten", r.Job("rule/job") == nil, true)
}

func bundles(_ *testing.T, r *rig) {
	same(r, "none", r.Bundle("d/s") == nil, true)
	r.SetBundle("d/s", []byte("one"))
	r.SetBundle("d/s", []byte("two"))
	r.flush()
	same(r, "kept", string(r.Bundle("d/s")), "two")
	r.SetBundle("d/s", nil)
	r.flush()
	same(r, "forgotten", r.Bundle("d/s") == nil, true)
}

func marks(_ *testing.T, r *rig) {
	answer(r, r.Accuse(store.Mark{Name: "guilt/b", Value: []byte("1")}, store.Mark{Name: "guilt/a", Value: []byte("2")}, store.Mark{Name: "slow/x", Value: []byte("3")}))
	list := func(prefix string) string {
		return fmt.Sprintf("%s", got(r, func() ([]store.Mark, error) { return r.Marks(prefix) }))
	}
	same(r, "guilt", list("guilt/"), "[{guilt/a 2} {guilt/b 1}]")
	r.Mark(store.Mark{Name: "guilt/a"}, store.Mark{Name: "guilt/none"}, store.Mark{Name: "guilt/c", Value: []byte("4")})
	same(r, "guilt", list("guilt/"), "[{guilt/b 1} {guilt/c 4}]")
	same(r, "slow", list("slow/"), "[{slow/x 3}]")
	same(r, "none", list("wedged/"), "[]")
}

func quotes(_ *testing.T, r *rig) {
	r.Quote("a", store.Quote{MessageID: "m", Value: []byte("one")})
	r.Quote("a", store.Quote{MessageID: "m", Value: []byte("two")})
	r.flush()
	same(r, "kept", string(r.Quoted("a", "m")), "two")
	same(r, "in another account", r.Quoted("b", "m") == nil, true)
}

// Changes that count at once do so in their order.
func changes(_ *testing.T, r *rig) {
	now := r.clock.Now()
	r.Change(store.Set("s", "n", jsonValue(`1`)), store.Incr("s", "n", 2, now), store.Incr("s", "m", 0.5, now), store.Set("s", "t", jsonValue(`"x"`)), store.Incr("s", "t", 1, now))
	same(r, "values", r.value("s", "n")+r.value("s", "m")+r.value("s", "t"), `30.5"x"`)
	r.Change(store.Delete("s", "m"), store.Delete("s", "none"), store.Set("s2", "n", jsonValue(`{}`)))
	same(r, "values", r.value("s", "m")+r.value("s2", "n"), "{}")
	soon := now.Add(time.Hour)
	r.Change(store.Set("s", "x", store.KVValue{Value: json.RawMessage(`5`), Expires: soon}))
	r.Change(store.Incr("s", "x", 1, now))
	v := got(r, func() (store.KVValue, error) { return r.Value("s", "x") })
	same(r, "expiry", fmt.Sprint(string(v.Value), v.Expires.Equal(soon)), "6true")
	r.Change(store.Incr("s", "x", 1, soon))
	v = got(r, func() (store.KVValue, error) { return r.Value("s", "x") })
	same(r, "once it has expired", fmt.Sprint(string(v.Value), v.Expires.IsZero()), "1true")
}

// Changes of a row wait for its end.
func changesOfARow(_ *testing.T, r *rig) {
	now := r.clock.Now()
	row, other := r.message("a", "u"), r.message("a", "u")
	r.Change(store.Incr("s", "n", 1, now).With(row, 2), store.Set("s", "n", jsonValue(`10`)).With(row, 1), store.Incr("s", "n", 100, now).With(other, 1), store.Set("s", "n", jsonValue(`1`)))
	same(r, "at once", r.value("s", "n"), "1")
	r.Finish("a", store.End{Row: row, State: store.InboxFailed})
	same(r, "before it is settled", r.value("s", "n"), "1")
	r.Settle(row)
	r.Settle(row)
	same(r, "settled", r.value("s", "n"), "11")
	r.Settle(other) // pending: they come to nothing
	r.Finish("a", store.End{Row: other, State: store.InboxDone})
	r.Settle(other)
	same(r, "of a row that was pending", r.value("s", "n"), "11")
	row = r.message("a", "u")
	r.Change(store.Incr("s", "n", 5, now).With(row, 1))
	r.flush()
	r.Change(store.Incr("s", "n", 6, now).With(row, 1), store.Delete("s", "n").With(row, 0))
	r.Finish("a", store.End{Row: row, State: store.InboxDone})
	r.Settle(row)
	same(r, "a number given again", r.value("s", "n"), "6")
}

// Values are listed by space and key, in pages.
func values(_ *testing.T, r *rig) {
	var all []store.Value
	for _, name := range []string{"a:1", "a:2", "a:22", "ab:1", "b:1"} {
		space, key := name[:len(name)-2], name[len(name)-1:]
		if name == "a:22" {
			space, key = "a", "22"
		}
		all = append(all, store.Value{Space: space, Key: key, KVValue: jsonValue(`1`)})
	}
	answer(r, r.Fill(all))
	keys := got(r, func() ([]store.Key, error) { return r.Keys("a", "2") })
	same(r, "keys", fmt.Sprintf("%d %s %s", len(keys), keys[0].Key, keys[1].Key), "2 2 22")
	same(r, "no keys", len(got(r, func() ([]store.Key, error) { return r.Keys("c", "") })), 0)
	seen, behind := map[string]int{}, store.Key{}
	for page := got(r, func() ([]store.Value, error) { return r.Values(behind, 2) }); len(page) > 0; page, _ = r.Values(behind, 2) {
		for _, v := range page {
			seen[v.Space+":"+v.Key]++
			behind = store.Key{Space: v.Space, Key: v.Key}
		}
	}
	same(r, "pages", fmt.Sprint(seen), "map[a:1:1 a:2:1 a:22:1 ab:1:1 b:1:1]")
}
