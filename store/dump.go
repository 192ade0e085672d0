package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// dumpEntry is one value in a dump, which is a JSON array with one entry per
// line:
//
//	[
//	{"space":"todo","key":"list","value":["milk"]},
//	{"space":"todo","key":"code","value":17,"expires":"2026-01-02T03:04:05Z"}
//	]
type dumpEntry struct {
	Space   string          `json:"space"`
	Key     string          `json:"key"`
	Value   json.RawMessage `json:"value"`
	Expires time.Time       `json:"expires,omitzero"`
}

// dumpPage is how many values are read at a time, so that a slow reader does
// not hold pages of the file.
const dumpPage = 500

// Dump writes all values as JSON, in the order of their spaces and keys. What
// handlers that still run have changed is not in it. Values changed while it
// runs may be in it as before or after.
func (kv *KV) Dump(ctx context.Context, w io.Writer) error {
	if err := kv.Flush(ctx); err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	_, _ = out.WriteString("[")
	comma := "\n"
	var from []byte
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, next, err := kv.dumpPage(from)
		if err != nil {
			return err
		}
		for _, e := range page {
			_, _ = out.WriteString(comma)
			if err := writeEntry(out, e); err != nil {
				return fmt.Errorf("dump %q of %q: %w", e.Key, e.Space, err)
			}
			comma = ",\n"
		}
		if next == nil {
			break
		}
		from = next
	}
	_, _ = out.WriteString("\n]\n")
	return out.Flush()
}

// writeEntry writes an entry without a line end and with < > & as they are.
func writeEntry(w io.Writer, e dumpEntry) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return err
	}
	_, err := w.Write(bytes.TrimRight(line.Bytes(), "\n"))
	return err
}

// dumpPage reads some values from a row key on; next is where to go on, nil at
// the end.
func (kv *KV) dumpPage(from []byte) (page []dumpEntry, next []byte, err error) {
	now := kv.opts.Clock.Now()
	err = kv.db.View(func(tx *Tx) error {
		return tx.scan(tableKV, nil, from, func(k, v []byte) error {
			if len(page) == dumpPage {
				next = clone(k)
				return errStop
			}
			space, key, ok := splitKV(k)
			value, readable := decodeKV(v)
			if !ok || !readable {
				return rowError(tableKV, k, errShortRow)
			}
			if value.alive(now) {
				page = append(page, dumpEntry{space, key, value.Value, value.Expires.UTC()})
			}
			return nil
		})
	})
	return page, next, err
}
