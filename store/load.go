package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxSpace bounds the name of a space, so that a row's key fits into the file.
const maxSpace = 30 << 10

// Loaded says what a load did.
type Loaded struct {
	Set     int // values that were set
	Expired int // entries that were left out, for their time is over
}

// LoadError says what is wrong with a dump. Nothing of it was loaded.
type LoadError struct {
	Entry   int // counted from 1; 0: not an entry but what is around them
	Problem string
	Err     error  // the cause; may be nil
	Advice  string // may be empty
}

// Error names the entry.
func (e *LoadError) Error() string {
	if e.Entry == 0 {
		return "load store: " + e.Problem
	}
	return fmt.Sprintf("load store: entry %d: %s", e.Entry, e.Problem)
}

// Unwrap returns the cause.
func (e *LoadError) Unwrap() error { return e.Err }

// Hint says what to do.
func (e *LoadError) Hint() string {
	const unchanged = "nothing was changed; "
	if e.Advice != "" {
		return unchanged + e.Advice
	}
	var h interface{ Hint() string }
	if errors.As(e.Err, &h) {
		return unchanged + h.Hint()
	}
	return unchanged + `a dump looks like [{"space": "todo", "key": "list", "value": ["milk"]}]`
}

// Load sets the values of a dump, all of them or, if there is an error, none;
// values that are not in it stay. A byte order mark may stand before it.
// Errors: [*LoadError] for what is wrong with the dump, and those of the store.
func (kv *KV) Load(ctx context.Context, r io.Reader) (Loaded, error) {
	entries, err := readDump(r)
	if err != nil {
		return Loaded{}, err
	}
	for i, e := range entries {
		if err := kv.Space(e.Space).check(e.Key, e.Value); err != nil {
			return Loaded{}, &LoadError{Entry: i + 1, Problem: err.Error(), Err: err}
		}
	}
	return kv.setAll(ctx, entries)
}

// setAll sets values all at once. Readers see them while they are on their way
// to the disk, and no more if they do not get there.
func (kv *KV) setAll(ctx context.Context, entries []dumpEntry) (done Loaded, err error) {
	w := kv.NewWork()
	ticket, size, done := kv.fill(w, entries)
	_, err = ticket.Wait(ctx)
	kv.mu.Lock()
	defer kv.mu.Unlock()
	kv.loading -= size
	if err != nil {
		if i := slices.IndexFunc(kv.way, func(h handover) bool { return h.undo == w }); i >= 0 {
			kv.way = slices.Delete(kv.way, i, i+1)
			kv.undo(w)
		}
		return Loaded{}, err
	}
	kv.reap()
	return done, nil
}

// fill hands values over as changes of a work, and says how much more is
// pending for them.
func (kv *KV) fill(w *Work, entries []dumpEntry) (t *Ticket[struct{}], size int, done Loaded) {
	now := kv.opts.Clock.Now()
	kv.mu.Lock()
	defer kv.mu.Unlock()
	before := kv.pending
	var values []Value
	for _, e := range entries {
		v := KVValue{Value: e.Value}
		if !e.Expires.IsZero() {
			v.Expires = time.UnixMilli(e.Expires.UnixMilli()) // as on disk
		}
		if !v.alive(now) {
			done.Expired++
			continue
		}
		kv.add(e.Space, e.Key, w, change{kind: changeSet, value: v, made: now})
		values = append(values, Value{e.Space, e.Key, v})
		done.Set++
	}
	kv.handed++
	h := handover{number: kv.handed, undo: w}
	for e := range w.entries {
		e.hand(w, kv.handed)
		h.touched = append(h.touched, e)
	}
	h.ticket = kv.journal.Fill(values)
	kv.sent(h)
	size = kv.pending - before
	kv.loading += size
	return h.ticket, size, done
}

// readDump reads a whole dump and finds what is wrong with it.
func readDump(r io.Reader) ([]dumpEntry, error) {
	// The nil decoder hands on what has no mark as it is.
	d := json.NewDecoder(transform.NewReader(r, unicode.BOMOverride(transform.Nop)))
	if err := opening(d); err != nil {
		return nil, err
	}
	var entries []dumpEntry
	at := map[[2]string]int{}
	for d.More() {
		n := len(entries) + 1
		e, err := readEntry(d)
		if err != nil {
			return nil, entryError(n, err)
		}
		if first := at[[2]string{e.Space, e.Key}]; first != 0 {
			return nil, &LoadError{Entry: n, Problem: fmt.Sprintf("space %.80q and key %.80q are those of entry %d", e.Space, e.Key, first),
				Advice: "leave one of them out"}
		}
		at[[2]string{e.Space, e.Key}] = n
		entries = append(entries, e)
	}
	if _, err := d.Token(); err != nil { // what stands where ] or another entry should
		return nil, entryError(len(entries)+1, err)
	}
	if t, err := d.Token(); !errors.Is(err, io.EOF) {
		problem := fmt.Sprintf("something follows after the ] behind entry %d", len(entries))
		if err == nil {
			problem += fmt.Sprintf(": %.40q", fmt.Sprint(t))
		}
		return nil, &LoadError{Problem: problem, Err: err, Advice: "one dump is one list: put the entries into it"}
	}
	return entries, nil
}

// opening reads the [ that a dump starts with.
func opening(d *json.Decoder) error {
	t, err := d.Token()
	switch {
	case errors.Is(err, io.EOF):
		return &LoadError{Problem: "there is nothing in it", Err: err}
	case err != nil:
		return entryError(0, err)
	case t != json.Delim('['):
		return &LoadError{Problem: fmt.Sprintf("it starts with %.40q, a dump is a list of entries in [ ]", fmt.Sprint(t))}
	}
	return nil
}

// entryError is an error of reading as one of an entry. What the reader itself
// reports goes on as it is.
func entryError(n int, err error) error {
	var le *LoadError
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &le):
		le.Entry = n
		return le
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &LoadError{Entry: n, Problem: "the dump ends in the middle", Err: err, Advice: "the file is not whole: dump it again"}
	case errors.As(err, &syntax):
		return &LoadError{Entry: n, Problem: fmt.Sprintf("no JSON at byte %d: %v", syntax.Offset, err), Err: err}
	case errors.As(err, &kind):
		return &LoadError{Entry: n, Problem: fmt.Sprintf("%s is no %s", kind.Value, kind.Type), Err: err}
	}
	return fmt.Errorf("load store: %w", err)
}

// readEntry reads one entry. Its names are taken as they are written, each
// once, which decoding into a struct does not tell.
func readEntry(d *json.Decoder) (e dumpEntry, err error) {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return e, err
	}
	if !utf8.Valid(raw) {
		return e, &LoadError{Problem: "it is not UTF-8", Advice: "save the file as UTF-8"}
	}
	in := json.NewDecoder(bytes.NewReader(raw))
	if t, err := in.Token(); err != nil || t != json.Delim('{') {
		return e, &LoadError{Problem: fmt.Sprintf("%.40s is no entry", raw), Err: err}
	}
	have := map[string]bool{}
	for in.More() {
		t, err := in.Token()
		if err != nil {
			return e, err
		}
		name, _ := t.(string) // names are strings: the decoder has seen to it
		if have[name] {
			return e, &LoadError{Problem: fmt.Sprintf("%q is there twice", name)}
		}
		have[name] = true
		if err := e.field(in, name); err != nil {
			return e, err
		}
	}
	for _, name := range []string{"space", "key", "value"} {
		if !have[name] || name == "space" && e.Space == "" {
			return e, &LoadError{Problem: strconv.Quote(name) + " is missing"}
		}
	}
	return e, nil
}

// field reads the value of one name of an entry.
func (e *dumpEntry) field(in *json.Decoder, name string) error {
	switch name {
	case "space":
		if err := in.Decode(&e.Space); err != nil {
			return err
		}
		if len(e.Space) > maxSpace {
			return &LoadError{Problem: fmt.Sprintf(`"space" has %d bytes, the limit is %d`, len(e.Space), maxSpace)}
		}
		return nil
	case "key":
		return in.Decode(&e.Key)
	case "value":
		return in.Decode(&e.Value)
	case "expires":
		if err := in.Decode(&e.Expires); err != nil {
			return &LoadError{Problem: "\"expires\" is no time: " + err.Error(), Err: err, Advice: `write it like "2026-01-02T03:04:05Z"`}
		}
		return nil
	}
	return &LoadError{Problem: fmt.Sprintf("the name %.40q is unknown", name), Advice: `an entry has "space", "key", "value" and perhaps "expires"`}
}
