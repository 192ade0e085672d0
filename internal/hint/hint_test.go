package hint_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"hotreply/bot"
	"hotreply/internal/hint"
)

type coded interface {
	error
	ExitCode() int
}

// Readers find out by method what an error is, so each kind must have just its
// own.
func TestKindsAreToldApart(t *testing.T) {
	plain := fmt.Errorf("outer: %w", hint.New("look", "open %s: %w", "x", fs.ErrNotExist))
	fault := error(&hint.Fault{Message: "over", Class: "BotError", Coded: "OVER", Advice: "wait"})
	exit := fmt.Errorf("outer: %w", hint.Exit(2, "help", "no %q", "x"))
	for _, tt := range []struct {
		err         error
		text, hint  string
		fault, code bool
	}{
		{plain, "outer: open x: file does not exist", "look", false, false},
		{fault, "over", "wait", true, false},
		{exit, `outer: no "x"`, "help", false, true},
	} {
		hinted, _ := errors.AsType[interface {
			error
			Hint() string
		}](tt.err)
		_, isFault := errors.AsType[bot.Fault](tt.err)
		_, isCoded := errors.AsType[coded](tt.err)
		if tt.err.Error() != tt.text || hinted == nil || hinted.Hint() != tt.hint || isFault != tt.fault || isCoded != tt.code {
			t.Errorf("%v: hint of %v, fault %v, code %v", tt.err, hinted, isFault, isCoded)
		}
	}
	if c, _ := errors.AsType[coded](exit); c.ExitCode() != 2 {
		t.Errorf("exit code %d, want 2", c.ExitCode())
	}
	if !errors.Is(plain, fs.ErrNotExist) {
		t.Error("the cause is lost")
	}
	if hint.New("", "plain").Unwrap() != nil {
		t.Error("an error without a cause has one")
	}
}
