package inbox

import (
	"encoding/json"
	"errors"
	"time"

	"hotreply/bot"
	"hotreply/store"
)

// kvView is one namespace of the store as a turn sees it. It implements
// [bot.KV].
//
// What takes effect once goes through the turn's work, which becomes durable
// with the done mark: every write of msg.store, and every incr. Everything
// else is visible at once.
type kvView struct {
	space *store.Space
	work  *store.Work // nil outside handlers
	user  bool        // msg.store
}

// View is one namespace of scripts' values as seen from a turn; nil is outside
// handlers.
func View(values *store.KV, t *Turn, s bot.Space) bot.KV {
	v := &kvView{space: values.Space(s.String()), user: s.User != ""}
	if t != nil {
		v.work = t.work
	}
	return v
}

// writes is the work that plain writes belong to.
func (v *kvView) writes() *store.Work {
	if v.user {
		return v.work
	}
	return nil
}

func (v *kvView) Get(key string) (json.RawMessage, bool) { return v.space.Get(key) }
func (v *kvView) Has(key string) bool                    { return v.space.Has(key) }
func (v *kvView) Keys(prefix string) []string            { return v.space.Keys(prefix) }

func (v *kvView) Set(key string, value json.RawMessage, ttl time.Duration) error {
	return v.space.Set(v.writes(), key, value, ttl)
}

func (v *kvView) Update(key string, fn func(old json.RawMessage) (json.RawMessage, error)) error {
	return v.space.Update(v.writes(), key, fn)
}

func (v *kvView) Delete(key string) bool {
	was, _ := v.space.Delete(v.writes(), key)
	return was
}

func (v *kvView) Incr(key string, by float64) (float64, error) {
	n, err := v.space.Incr(v.work, key, by)
	var not *store.NumberError
	if errors.As(err, &not) {
		return n, &bot.NotNumberError{Key: key, Kind: not.Got}
	}
	return n, err
}
