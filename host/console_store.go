package host

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"hotreply/store"
)

// StoreDump is what scripts keep, as `hotreply store dump` writes it: for each
// name space its keys. "shared" is store.shared, "rule/todo" the store of the
// script todo, "user/todo/default/abc@im.wechat" its msg.store for one user.
type StoreDump map[string]map[string]StoreValue

// StoreValue is one value and, if it does not last, its end.
type StoreValue struct {
	Value   json.RawMessage `json:"value"`
	Expires time.Time       `json:"expires,omitzero"`
}

// DumpStore reads all that scripts keep. Changes of handlers that still run
// are not in it.
func DumpStore(ctx context.Context, db *store.DB, values *store.KV) (StoreDump, error) {
	if err := values.Flush(ctx); err != nil {
		return nil, err
	}
	dump := StoreDump{}
	err := db.View(func(tx *store.Tx) error {
		return tx.KVAll(func(space, key string, v store.KVValue) error {
			if dump[space] == nil {
				dump[space] = map[string]StoreValue{}
			}
			dump[space][key] = StoreValue{Value: v.Value, Expires: v.Expires}
			return nil
		})
	})
	return dump, err
}

// LoadStore sets the values of a dump; keys that it does not name stay. It
// returns how many it set.
func LoadStore(ctx context.Context, values *store.KV, dump StoreDump, now time.Time) (set int, err error) {
	for space, keys := range dump {
		for key, v := range keys {
			var ttl time.Duration
			if !v.Expires.IsZero() {
				if ttl = v.Expires.Sub(now); ttl <= 0 {
					continue
				}
			}
			if err := values.Space(space).Set(nil, key, v.Value, ttl); err != nil {
				return set, fmt.Errorf("set %q in %s: %w", key, space, err)
			}
			set++
		}
	}
	return set, values.Flush(ctx)
}

func (c *console) dumpStore(w http.ResponseWriter, r *http.Request) {
	dump, err := DumpStore(r.Context(), c.backend.File(), c.backend.Values())
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, dump)
}

func (c *console) loadStore(w http.ResponseWriter, r *http.Request) {
	var dump StoreDump
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&dump); err != nil {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "the body is not a dump: "+err.Error(), "hotreply store dump writes one")
		return
	}
	set, err := LoadStore(r.Context(), c.backend.Values(), dump, time.Now())
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]int{"set": set})
}
