package ilink

import (
	"strings"
	"testing"
)

// Outputs of the published filter (openclaw-weixin 2.4.9).
func TestFilterMarkdown(t *testing.T) {
	const same = "\x00same"
	tests := []struct{ in, want string }{
		{"", ""},
		{"*hello*", same}, {"*你好*", "你好"},
		{"**你好**", same}, {"__粗__", same},
		{"***你好***", "你好"}, {"___你好___", "你好"}, {"_你好_", "你好"},
		{"***hi***", same}, {"_hi_", same},
		{"> q *中*", "> q 中"}, {"- *中* i", "- 中 i"}, {"1. *中*", "1. 中"},
		{"a*中*b", "a中b"},
		{"**a *中* b**", "**a 中 b**"},
		{"`*中*`", "`中`"},
		{"```\n*中*\n##### x\n```\n*中*", "```\n*中*\n##### x\n```\n中"},
		{"```js\n*中*", same},
		{"```", same}, {"```*中*", same},
		{"*한글*", "한글"}, {"*、。*", "、。"},
		{"##### H5 x", "H5 x"}, {"###### H6", "H6"}, {"#####nospace", same}, {"####### seven", same}, {"#### H4", same},
		{"#####", same}, {"a\n##### b", "a\nb"},
		{"  ##### x", same}, {"> ##### x", same},
		{"![a](u)", ""}, {"t ![a](u) z", "t  z"}, {"![a]z", same}, {"![a](u", same}, {"![a](u1)![b](u2)", ""},
		{"![a]", same}, {"hi!", same}, {"![a\nb](u\n)x", "x"},
		{"变量_名字_x", "变量名字x"},
		{"snake_case_name", same}, {"3 * 4 * 5", same}, {"* item", same}, {"* 中*", same},
		{"*中\nb*", same}, {"*open 中", same}, {"***open 中", same},
		{"***", same}, {"* * *", same}, {"---", same}, {"before\n***\nafter *中*", "before\n***\nafter 中"}, {"--\nnext", same},
		{"*ｆｕｌｌ*", same},
		{"~~*中*~~", "~~中~~"}, {"~~deleted~~", same},
		{"*第1章*", "第1章"}, {"中文 *English* 中文", same}, {"English *中文* English", "English 中文 English"},
		{"3 *\nnext", same}, {"*a**中**b*", "a**中**b"},
		{"| A | B |\n|---|---|\n| 1 | *中* |", "| A | B |\n|---|---|\n| 1 | 中 |"},
	}
	for _, tt := range tests {
		want := tt.want
		if want == same {
			want = tt.in
		}
		if got := FilterMarkdown(tt.in); got != want {
			t.Errorf("FilterMarkdown(%q) = %q, want %q", tt.in, got, want)
		}
	}
}

// Whatever comes in, the filter only ever leaves things out, and never letters.
func FuzzFilterMarkdown(f *testing.F) {
	for _, s := range []string{"*你好* ***a*** ![x](y) ##### z", "```\n*中*\n```", "_中\n_", "![a](", "***中", "**", "!["} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := FilterMarkdown(in)
		rest := in
		for _, r := range []byte(out) {
			i := strings.IndexByte(rest, r)
			if i < 0 {
				t.Fatalf("FilterMarkdown(%q) = %q, which is not in order what came in", in, out)
			}
			rest = rest[i+1:]
		}
		if !strings.Contains(in, "![") && strip(in) != strip(out) {
			t.Errorf("FilterMarkdown(%q) = %q loses more than markers", in, out)
		}
	})
}

func strip(s string) string {
	return strings.NewReplacer("*", "", "_", "", "#", "", " ", "").Replace(s)
}
