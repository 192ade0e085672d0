package ruletest

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestRest holds the reading of goroutine states against the real ones.
func TestRest(t *testing.T) {
	r := &rest{}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	block, woken := make(chan struct{}), make(chan struct{})
	go func() {
		<-block
		for end := time.Now().Add(30 * time.Millisecond); time.Now().Before(end); {
		}
		close(woken)
	}()
	if err := r.wait(ctx); err != nil {
		t.Fatalf("with a goroutine that waits: %v", err)
	}
	close(block)
	if err := r.wait(ctx); err != nil {
		t.Fatal(err)
	}
	select {
	case <-woken:
	default:
		t.Error("rest was found while a goroutine ran")
	}
	ended := errors.New("ended")
	over, end := context.WithCancelCause(ctx)
	end(ended)
	if err := r.wait(over); !errors.Is(err, ended) {
		t.Errorf("wait after the end: %v", err)
	}
}

func TestIsWaiting(t *testing.T) {
	for text, want := range map[string]bool{
		"goroutine 7 [chan receive, 5 minutes]:\nmain.f()":                       true,
		"goroutine 7 [select]:\nnet.(*pipe).read()":                              true,
		"goroutine 7 [sync.WaitGroup.Wait]:\nmain.f()":                           true,
		"goroutine 7 [running]:\nmain.f()":                                       false,
		"goroutine 7 [runnable]:\nmain.f()":                                      false,
		"goroutine 7 [syscall]:\nsyscall.fdatasync()":                            false,
		"goroutine 7 [GC assist wait]:\nmain.f()":                                false,
		"goroutine 7 [syscall, locked to thread]:\nos/signal.signal_recv()":      true,
		"goroutine 7 [running]:\nhotreply/host/ruletest.(*rest).allWait(0xc000)": true,
	} {
		if got := isWaiting(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
