//go:build linux && (amd64 || arm64)

package heap

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// flagsAt is what Linux says of the mapping that holds an address.
func flagsAt(t *testing.T, addr uintptr) []string {
	t.Helper()
	text, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Skip(err)
	}
	within := false
	for line := range strings.Lines(string(text)) {
		var from, to uintptr
		if n, _ := fmt.Sscanf(line, "%x-%x", &from, &to); n == 2 {
			within = from <= addr && addr < to
		} else if flags, ok := strings.CutPrefix(line, "VmFlags:"); ok && within {
			return strings.Fields(flags)
		}
	}
	t.Fatalf("no mapping holds %#x", addr)
	return nil
}

func TestLargePagesWhileBusyOnly(t *testing.T) {
	r := claim(16 << 20)
	if r.size == 0 {
		t.Skip("this kernel has no large pages")
	}
	for _, on := range []bool{true, false, true, false} {
		r.large(on)
		want, not := "hg", "nh"
		if !on {
			want, not = not, want
		}
		got := " " + strings.Join(flagsAt(t, r.start+r.size/2), " ") + " "
		if !strings.Contains(got, " "+want+" ") || strings.Contains(got, " "+not+" ") {
			t.Errorf("large(%v): the flags are %q, want %s and not %s", on, got, want, not)
		}
	}
}
