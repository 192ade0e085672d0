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
	for page, behind := []Value(nil), (Key{}); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		if page, err = kv.journal.Values(behind, dumpPage); err != nil {
			return err
		}
		now := kv.opts.Clock.Now()
		for _, v := range page {
			behind = Key{Space: v.Space, Key: v.Key}
			if !v.alive(now) {
				continue
			}
			_, _ = out.WriteString(comma)
			if err := writeEntry(out, dumpEntry{v.Space, v.Key, v.Value, v.Expires.UTC()}); err != nil {
				return fmt.Errorf("dump %q of %q: %w", v.Key, v.Space, err)
			}
			comma = ",\n"
		}
		if len(page) < dumpPage {
			break
		}
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
