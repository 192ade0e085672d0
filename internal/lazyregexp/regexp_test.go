package lazyregexp

import (
	"os"
	"regexp"
	"sync"
	"testing"
)

// TestNew: a wrong expression fails in the tests of the package that has it.
func TestNew(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression passed in a test binary")
		}
	}()
	New("(")
}

// TestFirstUse: in a program nothing is compiled before the first use.
func TestFirstUse(t *testing.T) {
	name := os.Args[0]
	os.Args[0] = "/usr/bin/hotreply"
	defer func() { os.Args[0] = name }()
	New("(") // panics only when used
	r := New("b+")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got, want := r.FindStringIndex("abbc"), regexp.MustCompile("b+").FindStringIndex("abbc"); got[0] != want[0] || got[1] != want[1] {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	all.Wait()
}
