package ilink

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A < that a phone would take for the beginning of a tag is sent as ＜, and no
// other. In the wanted texts that ＜ stands for itself.
func TestMarkAngles(t *testing.T) {
	const same = "\x00same"
	tests := []struct{ in, want string }{
		{"", same}, {"no such sign", same}, {"a < b", same}, {"a<", same}, {"<", same}, {"<<", same}, {"1 <= 2", same}, {"<- x", same}, {"x<>y", same}, {"<。", same}, {"a <\nb", same},
		{"使用率<80%时属于**正常**", "使用率＜80%时属于**正常**"},
		{"a<b", "a＜b"}, {"若<你好>", "若＜你好>"}, {"<<x", "<＜x"}, {"<é", "＜é"}, {"<٣", "＜٣"},
		{"<br>", "＜br>"}, {"</div>", "＜/div>"}, {"<!-- x -->", "＜!-- x -->"}, {"<?php", "＜?php"}, {"a <b> c </b>", "a ＜b> c ＜/b>"},
		// Code.
		{"`a<b`", same}, {"``a<b`c<d``", same}, {"`a<b` c<d `e<f`", "`a<b` c＜d `e<f`"},
		{"`a<b", "`a＜b"}, {"`a<b``", "`a＜b``"}, {"`a\nb<c`", same}, {"`a\n\nb<c`", "`a\n\nb＜c`"},
		{"```\na<b\n```\nc<d", "```\na<b\n```\nc＜d"}, {"```js\na<b", same}, {"~~~\na<b ` \n~~~\nc<d ` e<f", "~~~\na<b ` \n~~~\nc＜d ` e＜f"},
		{"  ```\na<b\n  ```\n", same}, {"x ```a<b``` y<z", "x ```a<b``` y＜z"},
		// Addresses.
		{"<https://a.b/c?d=e>", same}, {"见<https://a.b>和x<y", "见<https://a.b>和x＜y"}, {"<a@b.c>", same}, {"张三 <zhang.san+x@mail.example.cn>", same},
		{"<mailto:a@b.c>", same}, {"[x](<https://a.b/c d>)", same}, {"<https://a b>", "＜https://a b>"}, {"<a@b", "＜a@b"},
		{"https://a.b/?q=1<b", same}, {"https://a.b/?q=1<b c<d", "https://a.b/?q=1<b c＜d"}, {"https://a.b/c<80", "https://a.b/c＜80"},
		{"https://a.b/?q=1<br>https://c.d", "https://a.b/?q=1＜br>https://c.d"}, {"<p>https://a.b/?q=1</p>", "＜p>https://a.b/?q=1＜/p>"},
		{`<a href="https://a.b/?c=d">x</a>`, `＜a href="https://a.b/?c=d">x＜/a>`}, {"https://a.b/?q=1，x<y", "https://a.b/?q=1，x＜y"},
		{"vector<std::string>", "vector＜std::string>"},
		{"\uFDD0<x", "\uFFFD＜x"},
	}
	for _, tt := range tests {
		want := tt.want
		if want == same {
			want = tt.in
		}
		marked := MarkAngles(tt.in)
		if got := ShowAngles(marked); got != want {
			t.Errorf("%q is sent as %q, want %q", tt.in, got, want)
		}
		if got := PlainAngles(marked); got != strings.ReplaceAll(tt.in, "\uFDD0", "\uFFFD") {
			t.Errorf("%q is kept as %q", tt.in, got)
		}
		if len(marked) != len(want) {
			t.Errorf("%q counts %d bytes before it is sent and %d when", tt.in, len(marked), len(want))
		}
	}
}

func TestSplitTextKeepsLinks(t *testing.T) {
	fill := func(n int) string { return strings.Repeat("字", n) }
	tests := []struct {
		name, text string
		at         int
		want       []string
	}{
		{"an address", fill(40) + "https://example.com/a/b?c=d" + fill(10), 50, []string{fill(40), "https://example.com/a/b?c=d" + fill(10)}},
		{"before any other place", fill(30) + "，" + fill(9) + "https://example.com/a/b", 50, []string{fill(30) + "，", fill(9) + "https://example.com/a/b"}},
		{"a Markdown link", fill(40) + "[两 个 字](https://example.com)", 50, []string{fill(40), "[两 个 字](https://example.com)"}},
		{"a mail address", fill(45) + "someone@example.com", 50, []string{fill(45), "someone@example.com"}},
		{"www", fill(45) + "www.example.com", 50, []string{fill(45), "www.example.com"}},
		{"one longer than a part", "https://example.com/" + strings.Repeat("x", 40), 50, []string{"https://example.com/" + strings.Repeat("x", 30), strings.Repeat("x", 10)}},
	}
	for _, tt := range tests {
		if got := SplitText(tt.text, tt.at); strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Whatever comes in, marks only take the place of a <, and are found again.
func FuzzMarkAngles(f *testing.F) {
	for _, s := range []string{"a<b `c<d` <https://a.b> <x@y.z>", "```\n<a\n```\n<b", "https://a.b/?c<d<br>", "<!-- [a](<b>) ``<c", "~~~`\n<a\n~~~\n`<b`"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		in = strings.ReplaceAll(in, angleMark, "")
		marked := MarkAngles(in)
		if PlainAngles(marked) != in {
			t.Errorf("MarkAngles(%q) = %q changes more than angles", in, marked)
		}
		for i, r := range marked {
			if string(r) == angleMark && !opensTag(marked[i+len(angleMark):]) {
				t.Errorf("MarkAngles(%q) = %q marks one that nothing follows", in, marked)
			}
		}
		if utf8.ValidString(in) && MarkAngles(PlainAngles(marked)) != marked {
			t.Errorf("MarkAngles(%q) is not the same twice", in)
		}
	})
}
