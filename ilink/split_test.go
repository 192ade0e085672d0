package ilink

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

func TestSplitText(t *testing.T) {
	han := func(n int) string { return strings.Repeat("字", n) }
	tests := []struct {
		name, text string
		at         int
		want       []string
	}{
		{"fits", "short text \n", 2000, []string{"short text \n"}},
		{"empty", "", 10, []string{""}},
		{"paragraph before line", "one two\nthree\n\nfour five\nsix seven", 24, []string{"one two\nthree", "four five\nsix seven"}},
		{"line before sentence", "One. Two.\nThree. Four. Five.", 20, []string{"One. Two.", "Three. Four. Five."}},
		{"sentence before space", "One two three. Four five six", 20, []string{"One two three.", "Four five six"}},
		{"space", "alpha beta gamma delta", 12, []string{"alpha beta", "gamma delta"}},
		{"chinese sentence", "今天天气很好。我们去公园吧！好不好", 10, []string{"今天天气很好。", "我们去公园吧！好不好"}},
		{"closing quote stays", "他说：“你好。”然后走了然后走了", 10, []string{"他说：“你好。”", "然后走了然后走了"}},
		{"comma without spaces", "一二三四五六，七八九十", 8, []string{"一二三四五六，", "七八九十"}},
		{"nothing to cut at", han(25), 10, []string{han(10), han(10), han(5)}},
		{"number is no sentence", "pi is 3.14159265 yes", 12, []string{"pi is", "3.14159265", "yes"}},
		{"indentation stays", "- a list\n  - nested item\n  - another", 18, []string{"- a list", "  - nested item", "  - another"}},
		{"flags are not halved", strings.Repeat("🇨🇳", 6), 5, []string{"🇨🇳🇨🇳", "🇨🇳🇨🇳", "🇨🇳🇨🇳"}},
		{"family is one", "ab👨‍👩‍👧‍👦cd", 8, []string{"ab", "👨‍👩‍👧‍👦c", "d"}},
		{"code block goes over whole", "some words here\n```go\na := 1\n```", 30, []string{"some words here", "```go\na := 1\n```"}},
		{"code block is closed and opened", "```go\naaaaaaaaaa\nbbbbbbbbbb\ncccccccccc\n```\nend", 32,
			[]string{"```go\naaaaaaaaaa\nbbbbbbbbbb\n```", "```go\ncccccccccc\n```\nend"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := SplitText(tt.text, tt.at); !slices.Equal(got, tt.want) {
				t.Errorf("SplitText(%q, %d)\n got %q\nwant %q", tt.text, tt.at, got, tt.want)
			}
		})
	}
}

func TestSplitTextByteLimit(t *testing.T) {
	if got := SplitText(strings.Repeat("a", MaxTextBytes), 0); len(got) != 1 {
		t.Errorf("%d bytes went out in %d parts, want 1", MaxTextBytes, len(got))
	}
	for _, part := range SplitText(strings.Repeat("汉", 6000), 0) {
		if len(part) > MaxTextBytes {
			t.Errorf("part has %d bytes, limit %d", len(part), MaxTextBytes)
		}
	}
	if got := len(SplitText(strings.Repeat("汉", 6000), 2000)); got != 3 {
		t.Errorf("6000 characters at 2000 went out in %d parts, want 3", got)
	}
}

// checkSplit checks what SplitText promises of any text.
func checkSplit(t *testing.T, text string, at int) {
	t.Helper()
	parts := SplitText(text, at)
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(parts) == 0 {
		t.Fatalf("no parts of %q", text)
	}
	if len(parts) == 1 && utf8.RuneCountInString(text) <= at && len(text) <= MaxTextBytes {
		if parts[0] != text {
			t.Fatalf("a text that fits was changed: %q to %q", text, parts[0])
		}
		return
	}
	for i, p := range parts {
		if n := utf8.RuneCountInString(p); n > at || len(p) > MaxTextBytes {
			t.Fatalf("part %d of %d has %d code points, %d bytes; limit %d: %q", i, len(parts), n, len(p), at, p)
		}
		if len(parts) > 1 && strings.TrimSpace(p) == "" {
			t.Fatalf("part %d of %d is blank", i, len(parts))
		}
	}
	if got, want := ink(strings.Join(parts, "\n")), ink(text); got != want {
		t.Fatalf("parts at %d lose text:\n got %.300q\nwant %.300q", at, got, want)
	}
}

// ink is a text without white space and without what fences are made of.
func ink(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if fenceLine.MatchString(strings.TrimRight(line, "\r\n")) {
			continue
		}
		b.WriteString(strings.NewReplacer("`", "", "~", "").Replace(line))
	}
	return strings.Join(strings.Fields(b.String()), "")
}

func FuzzSplitText(f *testing.F) {
	f.Add("one two\n\nthree. four", 8)
	f.Add("```go\na\nb\nc\nd\n```\n字字字字", 20)
	f.Add("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 9)
	f.Add("\r\n\r\n a\r\n b", 4)
	f.Add("~~~\nx\n", 3)
	f.Fuzz(func(t *testing.T, text string, at int) {
		if at < 1 || at > 4000 {
			return
		}
		if strings.Contains(text, "``") || strings.Contains(text, "~~") {
			// What is a fence changes when markers are cut; only the limits and order can be checked.
			for _, p := range SplitText(text, at) {
				if n := utf8.RuneCountInString(p); n > at || len(p) > MaxTextBytes {
					t.Fatalf("part has %d code points of %d: %q", n, at, p)
				}
			}
			return
		}
		checkSplit(t, text, at)
	})
}

// Every code block in every part is closed, and no character is cut.
func TestSplitTextKeepsBlocksAndCharacters(t *testing.T) {
	text := strings.Repeat("一段文字，有逗号。And a sentence with é and 👩‍💻. ", 20) +
		"\n\n```python\n" + strings.Repeat("print('你好')  # 👨‍👩‍👧\n", 60) + "```\n\n" +
		strings.Repeat("last words ", 80)
	whole := map[string]bool{}
	for g := uniseg.NewGraphemes(text); g.Next(); {
		whole[g.Str()] = true
	}
	for _, at := range []int{40, 100, 333, 2000} {
		checkSplit(t, text, at)
		for _, p := range SplitText(text, at) {
			if n := strings.Count(p, "```"); n%2 != 0 {
				t.Errorf("at %d: part with an open code block: %q", at, p)
			}
			for g := uniseg.NewGraphemes(p); g.Next(); {
				if !whole[g.Str()] {
					t.Errorf("at %d: %q is no character of the text", at, g.Str())
				}
			}
		}
	}
}

// TestShortTextIsNotRead: of a text that fits nobody looks for code and links.
func TestShortTextIsNotRead(t *testing.T) {
	text := "```\na [link](https://example.com)\n```"
	if n := testing.AllocsPerRun(100, func() { SplitText(text, 2000) }); n > 1 {
		t.Errorf("%v allocations for a text that fits, want the list alone", n)
	}
}
