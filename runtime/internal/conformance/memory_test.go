package conformance

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	goruntime "runtime"
	"runtime/pprof"
	"sync"
	"testing"

	"hotreply/bindings"
	"hotreply/bot"
	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// quietApp is a host that is never asked for anything but its environment.
type quietApp struct{ bot.App }

func (quietApp) Env() map[string]string { return nil }

// BenchmarkScripts starts 200 scripts as the host does and says what each
// keeps on the heap, once empty and once with a rule that replies. HEAP=FILE
// writes what holds it.
func BenchmarkScripts(b *testing.B) {
	for _, c := range []struct{ name, code string }{
		{"empty", "// %d\nbot;"},
		{"reply", `bot.hear("ping %d", async msg => { await msg.reply("pong"); }); bot.hear(/^天气 (.+)/, msg => msg.match[1]);`},
	} {
		b.Run(c.name, func(b *testing.B) {
			const scripts = 200
			dir := b.TempDir()
			for i := range scripts {
				code := c.code
				if code != "" {
					code = fmt.Sprintf(code, i)
				}
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("s%03d.js", i)), []byte(code), 0o644); err != nil {
					b.Fatal(err)
				}
			}
			fetch, err := web.NewClient(web.Options{})
			if err != nil {
				b.Fatal(err)
			}
			modules := append([]runtime.Module{prelude.JSON()}, bindings.Modules(quietApp{}, bindings.Options{})...)
			modules = append(append(modules, web.Module(fetch), intl.ModuleFor("zh-CN")), node.Modules(node.Options{})...)
			modules = append(modules, prelude.Limits())
			kept := &kept{m: map[string][]byte{}}
			for b.Loop() {
				before := heapAlloc()
				set, err := runtime.New(runtime.Options{Dir: dir, Watch: runtime.WatchOff, Prelude: prelude.Programs(), Modules: modules, Bundles: kept})
				if err != nil {
					b.Fatal(err)
				}
				if err := set.Start(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if n := len(set.Current().Scripts()); n != scripts {
					b.Fatal(n, "scripts run", set.Failed(), set.PassedOver())
				}
				b.ReportMetric(float64(heapAlloc()-before)/scripts/1024, "KiB/script")
				if file := os.Getenv("HEAP"); file != "" {
					writeHeap(b, file+"-"+c.name)
				}
				goruntime.KeepAlive(set)
				if err := set.Close(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
		})
	}
}

func heapAlloc() uint64 {
	goruntime.GC()
	goruntime.GC()
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	return m.HeapAlloc
}

func writeHeap(b *testing.B, file string) {
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := pprof.Lookup("heap").WriteTo(io.Writer(f), 0); err != nil {
		b.Fatal(err)
	}
}

// kept keeps bundles in memory, as the host does on disk.
type kept struct {
	mu sync.Mutex
	m  map[string][]byte
}

func (k *kept) LoadBundle(s string) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.m[s]
}

func (k *kept) SaveBundle(s string, data []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.m[s] = data
}

func (k *kept) DropBundle(s string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.m, s)
}
