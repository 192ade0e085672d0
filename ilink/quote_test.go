package ilink

import (
	"math"
	"strings"
	"testing"
)

// The published vectors of partial quotes (openclaw-weixin 2.4.9), and the
// short selection whose two markers overlap.
func TestPartIn(t *testing.T) {
	const text = "abc one abc two end abc three end"
	tests := []struct {
		name, text string
		part       Part
		want       string
	}{
		{"global end", text, Part{Start: "abc", End: "end", StartIndex: 1}, "abc two end"},
		{"global end before start, so relative", text, Part{Start: "abc", End: "end", StartIndex: 2}, "abc three end"},
		{"second end", text, Part{Start: "abc", End: "end", StartIndex: 2, EndIndex: 1}, "abc three end"},
		{"md5 takes the global end", text, Part{Start: "abc", End: "end", StartIndex: 1, EndIndex: 1, MD5: "b9811976b8cf53ea20ab805d739c6e62"}, "abc two end abc three end"},
		{"md5 takes the relative end", text, Part{Start: "abc", End: "end", StartIndex: 2, MD5: "370407bf0275064ca7e2012af5c4344e"}, "abc three end"},
		{"md5 in upper case", text, Part{Start: "abc", End: "end", StartIndex: 2, MD5: "370407BF0275064CA7E2012AF5C4344E"}, "abc three end"},
		{"md5 fits nothing", text, Part{Start: "abc", End: "end", MD5: strings.Repeat("0", 32)}, ""},
		{"markers are the selection", "say hello twice: hello", Part{Start: "hello", End: "hello"}, "hello"},
		{"occurrences do not overlap", "aaaa", Part{Start: "aa", End: "aa", StartIndex: 1, EndIndex: 1}, "aa"},
		{"start not there", text, Part{Start: "xyz", End: "end"}, ""},
		{"start not that often", text, Part{Start: "abc", End: "end", StartIndex: 3}, ""},
		{"end not there", text, Part{Start: "abc", End: "xyz"}, ""},
		{"no markers", text, Part{}, ""},
		{"negative", text, Part{Start: "abc", End: "end", StartIndex: -1}, ""},
		{"absurd index", text, Part{Start: "abc", End: "end", StartIndex: math.MaxInt32}, ""},
		{"chinese", "今天天气很好，明天下雨", Part{Start: "天气", End: "明天"}, "天气很好，明天"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := tt.part.In(tt.text)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("In = %q, %v; want %q", got, ok, tt.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	lookup := func(id string) (string, bool) {
		if id == "7512345678901234777" {
			return "abc one abc two end abc three end", true
		}
		return "", false
	}
	tests := []struct {
		name, ref, id, text string
		ok                  bool
	}{
		{"inline", `{"title":"Bot","message_item":{"type":1,"msg_id":7512345678901234777,"text_item":{"text":"hi there"}}}`, "7512345678901234777", "hi there", true},
		{"id only", `{"svr_id":7512345678901234777}`, "7512345678901234777", "abc one abc two end abc three end", true},
		{"id as a string", `{"svr_id":"7512345678901234777"}`, "7512345678901234777", "abc one abc two end abc three end", true},
		{"part", `{"svr_id":7512345678901234777,"partial_text":{"start":"abc","end":"end","startindex":2,"endindex":0,"quotemd5":"370407bf0275064ca7e2012af5c4344e"}}`, "7512345678901234777", "abc three end", true},
		{"part that can not be found", `{"svr_id":7512345678901234777,"partial_text":{"start":"no","end":"no"}}`, "7512345678901234777", "abc one abc two end abc three end", true},
		{"unknown id", `{"svr_id":5}`, "5", "", false},
		{"server id before item id", `{"svr_id":5,"message_item":{"type":1,"msg_id":6,"text_item":{"text":"x"}}}`, "5", "x", true},
		{"placeholder", `{"message_item":{"type":8}}`, "", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mustDecode(t, wrap(`{"type":1,"text_item":{"text":"what?"},"ref_msg":`+tt.ref+`}`))
			q := m.Quote()
			if q == nil || q.ID != tt.id {
				t.Fatalf("Quote = %+v, want id %q", q, tt.id)
			}
			if text, ok := q.Text(lookup); text != tt.text || ok != tt.ok {
				t.Errorf("Text = %q, %v; want %q, %v", text, ok, tt.text, tt.ok)
			}
			if m.Text() != "what?" {
				t.Errorf("the quote got into the text: %q", m.Text())
			}
		})
	}
	media := mustDecode(t, wrap(`{"type":1,"text_item":{"text":"?"},"ref_msg":{"message_item":{"type":2,"image_item":{"media":{"full_url":"https://x"}}}}}`))
	if q := media.Quote(); q.Item == nil || q.Item.Media == nil || len(media.Medias()) != 0 {
		t.Errorf("quoted image: %+v", q)
	}
}

func TestQuotesInQuotesEnd(t *testing.T) {
	raw := `{}`
	for range 1000 {
		raw = `{"type":1,"ref_msg":{"message_item":` + raw + `}}`
	}
	m := mustDecode(t, wrap(raw))
	depth := 0
	for q := m.Quote(); q != nil && q.Item != nil; q = q.Item.Quote {
		depth++
	}
	if depth == 0 || depth > 10 {
		t.Errorf("quotes are followed %d deep", depth)
	}
}

func FuzzPartIn(f *testing.F) {
	f.Add("abc one abc two end", "abc", "end", 1, 0, "")
	f.Add("aaaa", "aa", "a", 0, 1, "b9811976b8cf53ea20ab805d739c6e62")
	f.Add("", "", "", -1, math.MaxInt32, "x")
	f.Fuzz(func(t *testing.T, text, start, end string, si, ei int, sum string) {
		p := Part{Start: start, End: end, StartIndex: si, EndIndex: ei, MD5: sum}
		got, ok := p.In(text)
		if !ok {
			return
		}
		if !strings.Contains(text, got) || !strings.HasPrefix(got, start) || !strings.HasSuffix(got, end) {
			// Two markers may overlap so that the selection is shorter than the first.
			if !strings.HasPrefix(start, got) {
				t.Errorf("In(%q) = %q, not from %q to %q", text, got, start, end)
			}
		}
	})
}
