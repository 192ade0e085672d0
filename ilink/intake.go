package ilink

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// How much of a poll's answer is in memory at once, and for how long it may
// take to come. The service sends again what was not taken whole, so an answer
// that is too large or too slow would come for ever.
const (
	maxPart       = 8 << 20             // entries of msgs; then they are handed on
	maxEntryBytes = 4 * maxMessageBytes // one entry, above what squeezed leaves of endless strings
	leastPiece    = 8 << 10             // bytes of an answer that are read at a time
	mostPiece     = 64 << 10            // the same, where more come than are read
	answerPause   = 30 * time.Second    // between two pieces of an answer
	maxAnswerTime = 10 * time.Minute    // all of it, without the time that parts take
)

// intake collects the answer to a poll. When the entries of msgs outgrow
// maxPart, those that are whole are handed on and leave the memory, so that an
// answer of any length is taken. An entry beyond maxEntryBytes keeps its first
// members, and is told as too large; other members of the answer lose what is
// nested in them, if that is beyond maxMessageBytes.
type intake struct {
	part  func([]json.RawMessage) error
	limit int // in place of maxPart, for tests; 0 = maxPart

	body     []byte
	depth    int
	inside   bool // a string
	escaped  bool // the byte before was its backslash
	dropping bool // until the entry, or the other member's value, ends
	msgs     int  // index in body behind the bracket of msgs; 0 outside of it
	entry    int  // where the entry under way begins
	member   int  // behind its last whole member; 0 if it has none
	outer    int  // behind the bracket of another member's value
}

// take adds the next bytes of the answer.
func (in *intake) take(piece []byte) error {
	in.body = slices.Grow(in.body, len(piece))
	for _, c := range piece {
		in.step(c)
	}
	if in.msgs > 0 && in.entry-in.msgs > cmp.Or(in.limit, maxPart) {
		if err := in.handOn(); err != nil {
			return err
		}
	}
	if len(in.body) > maxAnswer {
		return fmt.Errorf("answer is longer than %d bytes", maxAnswer)
	}
	return nil
}

// handOn empties msgs up to the entry under way.
func (in *intake) handOn() error {
	whole := append([]byte{'['}, in.body[in.msgs:in.entry-1]...)
	list, ok := elements(append(whole, ']'))
	if !ok {
		return errors.New("the list of messages is broken")
	}
	gone := in.entry - in.msgs
	in.body = append(in.body[:in.msgs], in.body[in.entry:]...)
	in.entry, in.member = in.msgs, max(in.member-gone, 0)
	return in.part(list)
}

func (in *intake) step(c byte) {
	mark := in.mark(c)
	if in.dropping {
		ended := mark && (in.depth == 1 || in.msgs > 0 && in.depth == 2 && c == ',')
		if !ended {
			return
		}
		in.dropping = false
	}
	in.body = append(in.body, c)
	switch {
	case !mark:
	case c == '[' && in.depth == 2 && in.isMsgs():
		in.msgs, in.entry, in.member = len(in.body), len(in.body), 0
	case in.depth == 2 && in.msgs == 0 && c != ',' && c != '}' && c != ']':
		in.outer = len(in.body)
	case in.depth == 1:
		in.msgs, in.outer = 0, 0
	case c == ',' && in.depth == 2 && in.msgs > 0:
		in.entry, in.member = len(in.body), 0
	case c == ',' && in.depth == 3 && in.msgs > 0:
		in.member = len(in.body) - 1
	}
	switch {
	case in.msgs > 0 && len(in.body)-in.entry > maxEntryBytes:
		in.shorten()
		in.dropping = true
	case in.outer > 0 && len(in.body)-in.outer > maxMessageBytes:
		in.body, in.dropping = in.body[:in.outer], true
	}
}

// mark follows strings and brackets, and tells whether c is a comma or bracket.
func (in *intake) mark(c byte) bool {
	switch {
	case in.escaped:
		in.escaped = false
	case in.inside:
		in.escaped, in.inside = c == '\\', c != '"'
	case c == '"':
		in.inside = true
	case c == '{' || c == '[':
		in.depth++
		return true
	case c == '}' || c == ']':
		in.depth--
		return true
	case c == ',':
		return true
	}
	return false
}

// isMsgs tells whether the bracket at the end of body opens the list of messages.
func (in *intake) isMsgs() bool {
	name, ok := bytes.CutSuffix(bytes.TrimRight(in.body[:len(in.body)-1], " \t\r\n"), []byte(":"))
	name = bytes.TrimRight(name, " \t\r\n")
	return ok && bytes.HasSuffix(name, []byte(`"msgs"`))
}

// shorten ends the entry under way behind its last whole member, or in its
// place puts null where it is no object.
func (in *intake) shorten() {
	open := bytes.IndexByte(in.body[in.entry:], '{')
	if open < 0 || len(bytes.TrimSpace(in.body[in.entry:in.entry+open])) > 0 {
		in.body = append(in.body[:in.entry], "null"...)
		return
	}
	end := max(in.member, in.entry+open+1)
	kept := max(end, in.entry+maxMessageBytes+1) // blanks keep it too large to be decoded
	for i := end; i < kept; i++ {
		in.body[i] = ' '
	}
	in.body = append(in.body[:kept], '}')
}

// halfAnswer is an answer that had begun when its time was up.
type halfAnswer struct {
	bytes int
	err   error
}

func (e *halfAnswer) Error() string {
	return fmt.Sprintf("the answer had come as far as %d bytes: %v", e.bytes, e.err)
}
func (e *halfAnswer) Unwrap() error { return e.err }

// read takes an answer whole. due is told by when the next piece has to be
// there, and 0 while a part is handed on.
func (in *intake) read(r io.Reader, due func(time.Duration)) ([]byte, error) {
	total, left := 0, maxAnswerTime
	buf := make([]byte, leastPiece) // most answers are one message or none
	for {
		asked := time.Now()
		n, err := r.Read(buf)
		if total += n; total > 0 && len(bytes.TrimSpace(buf[:n])) > 0 {
			left -= time.Since(asked)
			due(0)
			if err := in.take(buf[:n]); err != nil {
				return nil, err
			}
			due(max(min(left, answerPause), time.Millisecond))
		}
		if n == len(buf) && n < mostPiece {
			buf = make([]byte, 2*n)
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return in.body, nil
		case len(in.body) > 0:
			return nil, &halfAnswer{total, err}
		default:
			return nil, err
		}
	}
}
