package scriptdate_test

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime/internal/scriptdate"
)

func read(t testing.TB, name string) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")), "\n")
}

// in makes zone the local one until the test ends.
func in(t *testing.T, zone string) {
	t.Helper()
	l, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	before := time.Local
	t.Cleanup(func() { time.Local = before })
	time.Local = l
}

// Each case answers as Node 22 does in that zone; js/record.mjs asks Node.
func TestAnswers(t *testing.T) {
	vm := goja.New()
	if err := scriptdate.Install(vm); err != nil {
		t.Fatal(err)
	}
	if _, err := vm.RunString(strings.Join(read(t, "show.js"), "\n")); err != nil {
		t.Fatal(err)
	}
	show, _ := goja.AssertFunction(vm.Get("show"))
	for _, line := range read(t, "answers.jsonl") {
		var answer [3]string
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatal(err)
		}
		in(t, answer[0])
		_ = vm.Set("code", answer[1])
		run, err := vm.RunString("(() => (0, eval)(code))")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := show(goja.Undefined(), run); err != nil || got.String() != answer[2] {
			t.Errorf("%s: %s\n\tgives %v, %v\n\tnot   %s", answer[0], answer[1], got, err, answer[2])
		}
	}
}

// Local times near each leap of the clocks mean what they mean to Node.
func TestLeaps(t *testing.T) {
	for _, line := range read(t, "leaps.txt") {
		f := strings.Fields(line)
		in(t, f[0])
		minutes, err := strconv.ParseFloat(f[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := scriptdate.Parse(f[1]); got != minutes*60_000 {
			t.Errorf("%s: %s is %v, not %v", f[0], f[1], got, minutes*60_000)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2024-01-02T03:04:05.678+08:00", "Tue Mar 01 2022 09:00:00 GMT+0800 (中国)", "1/2/24 3:04 pm", "-000001-01", "((("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if ms := scriptdate.Parse(s); !math.IsNaN(ms) && (math.Abs(ms) > 8.64e15 || ms != math.Trunc(ms)) {
			t.Errorf("%q is %v", s, ms)
		}
	})
}

func BenchmarkInstall(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := scriptdate.Install(goja.New()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for _, code := range []string{"new Date()", "new Date(5)", "new Date(2024, 0, 31)", `new Date("2024-01-02T03:04")`, "d.setHours(3)", "d.toISOString()", "d.toString()"} {
		for _, own := range []bool{false, true} {
			vm := goja.New()
			if own {
				if err := scriptdate.Install(vm); err != nil {
					b.Fatal(err)
				}
			}
			p := goja.MustCompile("", "for (let i = 0, d = new Date(); i < 1000; i++) "+code, true)
			b.Run(code+"/"+map[bool]string{true: "own", false: "engine"}[own], func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := vm.RunProgram(p); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
