package ilink

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
)

// Quote is the message that an item answers to. Older phones send it whole,
// newer ones only its id, and maybe which part of it was selected.
type Quote struct {
	ID    string // server id of the quoted message, "" if not told
	Title string // a summary, often the name of who said it
	Item  *Item  // the quoted item, or nil if only its id came
	Part  *Part  // what was selected, or nil for all
}

// Part tells which part of a text was selected: from occurrence StartIndex of
// Start to occurrence EndIndex of End, both included and counted from 0.
type Part struct {
	Start, End           string
	StartIndex, EndIndex int
	MD5                  string // hex, of the selected part; "" if not told
}

func decodeQuote(w *wireRef, depth int) *Quote {
	q := &Quote{ID: string(w.SvrID), Title: string(w.Title)}
	if len(w.Item) > 0 && w.Item[0] == '{' {
		it := decodeItem(w.Item, depth)
		q.Item = &it
		q.ID = firstOf(q.ID, it.ID)
	}
	if p := w.Partial.v; p != nil {
		q.Part = &Part{
			Start: string(p.Start), End: string(p.End), MD5: string(p.QuoteMD5),
			StartIndex: p.StartIndex.code(), EndIndex: p.EndIndex.code(),
		}
	}
	return q
}

// Text is the quoted text: the selected part of it if there was a selection
// that can be found. lookup returns the text of a message sent or received
// before, by its server id; it is asked only if the text did not come along, or
// came in an item of no known kind, and may be nil. ok is false if nothing is known of the text.
func (q *Quote) Text(lookup func(id string) (text string, ok bool)) (text string, ok bool) {
	inline := q.Item != nil && q.Item.Text != ""
	if lookup != nil && q.ID != "" && !(inline && q.Item.Kind != KindUnsupported) {
		text, ok = lookup(q.ID) // knows better than an item that no client shows
	}
	if !ok && inline {
		text, ok = q.Item.Text, true
	}
	if ok && q.Part != nil {
		if part, found := q.Part.In(text); found {
			return part, true
		}
	}
	return text, ok
}

// In finds the selected part of text. The end marker is counted from the
// beginning of the text or from behind the start marker, nobody says which; so
// the MD5 decides, or without one the former goes first if it lies behind the
// start (openclaw-weixin 2.4.9 messaging/partial-quote.ts).
func (p *Part) In(text string) (string, bool) {
	if p.Start == "" || p.End == "" {
		return "", false
	}
	from := occurrence(text, p.Start, p.StartIndex)
	if from < 0 {
		return "", false
	}
	behind := from + len(p.Start)
	var ends []int
	if at := occurrence(text, p.End, p.EndIndex); at >= from {
		ends = append(ends, at+len(p.End))
	}
	if at := occurrence(text[behind:], p.End, p.EndIndex); at >= 0 {
		ends = append(ends, behind+at+len(p.End))
	}
	for _, end := range ends {
		part := text[from:end]
		if sum := md5.Sum([]byte(part)); p.MD5 == "" || strings.EqualFold(p.MD5, hex.EncodeToString(sum[:])) {
			return part, true
		}
	}
	return "", false
}

// occurrence is the index of the n-th s in text, counted from 0 without
// overlaps, or -1.
func occurrence(text, s string, n int) int {
	if n < 0 {
		return -1
	}
	at := 0
	for {
		i := strings.Index(text[at:], s)
		switch {
		case i < 0:
			return -1
		case n == 0:
			return at + i
		}
		at += i + len(s)
		n--
	}
}
