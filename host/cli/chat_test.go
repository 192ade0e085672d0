package cli

import (
	"testing"

	"hotreply/ilink/sim"
)

func TestReplyText(t *testing.T) {
	for want, m := range map[string]sim.SentMessage{
		"hi":                         {Kind: "text", Text: "hi"},
		"[image, 1516 bytes]":        {Kind: "image", Size: 1516},
		"[file report.pdf, 1 bytes]": {Kind: "file", Name: "report.pdf", Size: 1},
	} {
		if got := replyText(m); got != want {
			t.Errorf("%+v is shown as %q, want %q", m, got, want)
		}
	}
}
