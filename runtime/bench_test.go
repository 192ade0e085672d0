package runtime_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
)

// many makes scripts with ten rules each: texts, commands and patterns with a
// literal beginning.
func many(scripts int) map[string]string {
	files := make(map[string]string)
	for i := range scripts {
		var b strings.Builder
		for j := range 10 {
			switch j % 4 {
			case 0:
				fmt.Fprintf(&b, "bot.hear('text%d-%d', () => 'x');\n", i, j)
			case 1:
				fmt.Fprintf(&b, "bot.command('cmd%d-%d', () => 'x');\n", i, j)
			case 2:
				fmt.Fprintf(&b, "bot.hear(/^天气%d-%d (.+)/, () => 'x');\n", i, j)
			case 3:
				fmt.Fprintf(&b, "bot.hear(/查询%d-%d\\d+/i, () => 'x');\n", i, j)
			}
		}
		files[fmt.Sprintf("%03d-r.js", i)] = b.String()
	}
	return files
}

func BenchmarkDispatch(b *testing.B) {
	for _, n := range []int{0, 100} {
		files := many(n)
		files["050-mine.js"] = `bot.hear("ping", () => "pong"); bot.hear(/^天气 (.+)/, m => m.match[1]); bot.hear("async", async () => { await 1; return "x"; });`
		set := start(b, files, runtime.Options{Watch: runtime.WatchOff})
		for _, text := range []string{"ping", "天气 北京", "async", "nobody"} {
			b.Run(fmt.Sprintf("rules=%d/%s", n*10+3, text), func(b *testing.B) {
				ctx := context.Background()
				b.ReportAllocs()
				for b.Loop() {
					if _, err := set.Current().Dispatch(ctx, &message{text: text}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkSaveToLive measures from a save to the first answer of the new
// version.
func BenchmarkSaveToLive(b *testing.B) {
	for _, n := range []int{1, 200} {
		b.Run(fmt.Sprintf("scripts=%d", n), func(b *testing.B) {
			dir := filepath.Join(b.TempDir(), "scripts")
			files := many(n - 1)
			files["500-mine.js"] = `bot.hear("v", () => "0");`
			set := start(b, files, runtime.Options{Dir: dir})
			i := 0
			var took []time.Duration
			for b.Loop() {
				i++
				began := time.Now()
				want := fmt.Sprint(i)
				write(b, dir, map[string]string{"500-mine.js": fmt.Sprintf(`bot.hear("v", () => "%d");`, i)})
				for {
					if got, _, _ := say(b, set, "v"); got == want {
						break
					}
					<-time.After(200 * time.Microsecond)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

func BenchmarkStart(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "scripts")
	write(b, dir, many(20))
	for b.Loop() {
		set, err := runtime.New(runtime.Options{Dir: dir, Modules: []runtime.Module{bot{}}, Watch: runtime.WatchOff})
		if err != nil {
			b.Fatal(err)
		}
		set.Start(context.Background())
		b.StopTimer()
		set.Close(context.Background())
		b.StartTimer()
	}
}
