package runtime_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hotreply/runtime"
)

// openRules are rules whose patterns have no beginning that is known.
func openRules(kind string, n int) string {
	var b strings.Builder
	for i := range n {
		switch kind {
		case "literal":
			fmt.Fprintf(&b, "bot.hear(/(.+)订单%d[号吗]$/, () => 'x');\n", i)
		case "i":
			fmt.Fprintf(&b, "bot.hear(/(?:show|list) +order%d\\b/i, () => 'x');\n", i)
		case "none":
			fmt.Fprintf(&b, "bot.hear(/^\\d{%d,}[a-z]+$/, () => 'x');\n", i%40+1)
		case "classes":
			fmt.Fprintf(&b, "bot.hear(/\\b\\d{%d,}[号吗a-z]+\\s/, () => 'x');\n", i%40+1)
		}
	}
	return b.String()
}

func BenchmarkOpenPatterns(b *testing.B) {
	for _, kind := range []string{"literal", "i", "none", "classes"} {
		for _, n := range []int{10, 1000} {
			set := start(b, map[string]string{"a.js": openRules(kind, n)}, runtime.Options{Watch: runtime.WatchOff})
			for name, text := range map[string]string{"ascii": "could you tell me about 12 things, please", "chinese": "请问我的订单什么时候可以到，谢谢 12"} {
				b.Run(fmt.Sprintf("%s/rules=%d/%s", kind, n, name), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if _, err := set.Current().Dispatch(context.Background(), &message{text: text}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
