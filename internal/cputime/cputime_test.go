package cputime

import (
	"testing"
	"time"
)

func TestUsedGrowsWithWorkOnly(t *testing.T) {
	before := Used()
	deadline := time.Now().Add(10 * time.Second)
	for n := 0; Used()-before < 50*time.Millisecond; n++ {
		if n%1000 == 0 && time.Now().After(deadline) {
			t.Fatalf("%v after ten seconds of work", Used()-before)
		}
	}
	before = Used()
	<-time.After(30 * time.Millisecond)
	if used := Used() - before; used > time.Second {
		t.Errorf("%v while nothing was done", used)
	}
}
