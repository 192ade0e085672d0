package cli

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"hotreply/ilink/sim"
)

// TestChatReadsLines holds that each line of the input is one message, however
// long, and that an input which breaks off does so with an error.
func TestChatReadsLines(t *testing.T) {
	long := strings.Repeat("长", 1<<20)
	service := &simService{Server: sim.New(sim.Options{})}
	defer service.Server.Close()
	service.NewBot("owner@im.wechat")
	var errs bytes.Buffer
	talk := func(in io.Reader) error {
		s := Streams{In: in, Out: io.Discard, Err: &errs}
		return newChat(s, false, nil, service, devFlags{user: "u@im.wechat"}, "scripts").readLines()
	}
	if err := talk(strings.NewReader("one\r\n\n  \n" + long + "\nlast")); err != nil || errs.Len() > 0 {
		t.Fatalf("readLines = %v, %.200s", err, errs.String())
	}
	if n := service.State().Bots[0].Pending; n != 3 {
		t.Errorf("%d messages, want 3", n)
	}
	broken := errors.New("the terminal is gone")
	if err := talk(io.MultiReader(strings.NewReader("more\n"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("readLines = %v, want %v", err, broken)
	}
}
