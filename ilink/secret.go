package ilink

import (
	"fmt"
	"io"
)

// Secret is a string that must not reach a log, an error or a JSON document:
// bot tokens, context tokens, media keys, QR codes.
//
// It prints as "[redacted]" with every verb of package fmt and encodes so in
// JSON; an empty Secret prints as nothing, so that its absence can be seen.
// Decoding is plain. [Secret.Reveal] is the one way to the value.
type Secret string

const redacted = "[redacted]"

// Reveal returns the value itself, for the wire and for the state directory.
func (s Secret) Reveal() string { return string(s) }

// String returns "[redacted]", or "" for the empty Secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString returns what [Secret.String] does.
func (s Secret) GoString() string { return s.String() }

// Format writes what [Secret.String] returns, whatever the verb; without it
// %x and %q would show the value.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns what [Secret.String] does: structured logs and JSON see
// the redacted form.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
