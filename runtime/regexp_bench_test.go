package runtime_test

import (
	"testing"
	"time"

	"hotreply/runtime"
)

// BenchmarkRegexp is regular expressions in the hot code of scripts. Each
// round is one message whose handler does the work named.
func BenchmarkRegexp(b *testing.B) {
	for _, c := range []struct{ name, setup, work string }{
		{"replace numbers in 100 KB", `const s = "abc 123 de 4567 ".repeat(6400)`, `return s.replace(/\d+/g, "#").length`},
		{"replace with a function", `const s = "abc 123 de 4567 ".repeat(640)`, `return s.replace(/\d+/g, x => x + 1).length`},
		{"replace numbers in Chinese", `const s = "天气 123 北京 45 ".repeat(6400)`, `return s.replace(/\d+/g, "#").length`},
		{"10,000 tests", `const re = /^\d{4}-\d{2}$/, list = ["2026-11", "hello", "天气 北京", "12-2026"]`, `let n = 0; for (let i = 0; i < 10000; i++) if (re.test(list[i & 3])) n++; return n`},
		{"10,000 literals", `const list = ["a1", "hello", "b22"]`, `let n = 0; for (let i = 0; i < 10000; i++) if (/[a-z]\d/.test(list[i % 3])) n++; return n`},
		{"10,000 exec", `const list = ["key=value", "a=b", "none"]`, `let n = 0; const re = /(\w+)=(\w+)/; for (let i = 0; i < 10000; i++) { const m = re.exec(list[i % 3]); if (m) n += m[1].length } return n`},
		{"split by spaces", `const s = "some words  and\tmore ".repeat(1000)`, `return s.split(/\s+/).length`},
		{"alternation of 200 words", `const words = []; for (let i = 0; i < 200; i++) words.push("word" + i * 7919 % 1000); const re = new RegExp(words.join("|")), s = "some text without any of them ".repeat(300)`, `return re.test(s)`},
		{"alternation of 200 Chinese words", `const words = []; for (let i = 0; i < 200; i++) words.push(String.fromCharCode(0x4e00 + i * 37, 0x5000 + i * 11)); const re = new RegExp(words.join("|")), s = "今天天气很好我们出去玩吧 ".repeat(300)`, `return re.test(s)`},
		{"dot star foo dot star", `const list = ["some text with foo inside of it", "and one that has none of it at all", "短文 foo"]`, `let n = 0; for (let i = 0; i < 3000; i++) if (/.*foo.*/.test(list[i % 3])) n++; return n`},
		{"dot star foo in 100 KB", `const s = "a line of text without the word\n".repeat(3200)`, `return /.*foo.*/.test(s)`},
		{"any case of Latin", `const s = "some Text that is looked at ".repeat(1000)`, `return /hello|world/i.test(s)`},
		{"any case of Chinese", `const s = "今天天气 Hello 很好我们 World 出去玩吧 ".repeat(1000)`, `return (s.match(/world|天气/gi) || []).length`},
		{"literal word in Chinese", `const s = "今天天气很好我们出去玩吧 ".repeat(3000)`, `return /北京天气/.test(s)`},
		{"key values", `const s = "name: value; other: 12; third: some text; ".repeat(500)`, `let n = 0; for (const m of s.matchAll(/(\w+): ([^;]*);/g)) n += m[2].length; return n`},
		{"trim", `const s = "  some text with   spaces   ".repeat(100)`, `let n = 0; for (let i = 0; i < 20; i++) n += s.replace(/^\s+|\s+$/g, "").length; return n`},
		{"escape html", `const s = "a <b> & \"c\" text ".repeat(1000)`, `return s.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]).length`},
		{"search: word", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /nowhere/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: date", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /\d{4}-\d{2}-\d{2}/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: mail", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /[\w.]+@\w+\.com/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: words", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /hello|world|there/i`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: two groups", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /(\w+)=(\w+)/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: behind a word", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /\bfoo\w*\b/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: Han", `const s = "some words of a text, 12 of them: a-b (c) and more. ".repeat(78), re = /[\u4e00-\u9fff]{8,}/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: word in Chinese", `const s = "今天天气很好,我们 12 点出去玩吧 and more。".repeat(160), re = /北京/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: date in Chinese", `const s = "今天天气很好,我们 12 点出去玩吧 and more。".repeat(160), re = /\d{4}年\d+月/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: words in Chinese", `const s = "今天天气很好,我们 12 点出去玩吧 and more。".repeat(160), re = /北京|上海|广州/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
		{"search: class in Chinese", `const s = "今天天气很好,我们 12 点出去玩吧 and more。".repeat(160), re = /[买卖](.+?)元/`, `let n = 0; for (let i = 0; i < 20; i++) if (re.test(s)) n++; return n`},
	} {
		b.Run(c.name, func(b *testing.B) {
			set := start(b, map[string]string{"x.js": c.setup + ";\nbot.hear('go', () => { " + c.work + " });"},
				runtime.Options{Watch: runtime.WatchOff, Limits: runtime.Limits{CPU: time.Minute, Wedge: -1}})
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := say(b, set, "go"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
