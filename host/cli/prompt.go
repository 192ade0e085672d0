package cli

import (
	"io"
	"sync"
)

const (
	// prompt stands where the next message of a chat goes.
	prompt = "> "
	// eraseLine takes away what stands on the last line: the prompt, or how
	// far a transfer is.
	eraseLine = "\r\x1b[K"
)

// promptLine is the stderr of a chat on a terminal: what is written there takes
// the place of the prompt, which stands again below it.
type promptLine struct {
	mu     sync.Mutex // guards all
	w      io.Writer
	prompt string // "": none
	inside bool   // of a line that was begun, and is erased no more
}

// keep has the prompt stand below all that is written from now on; "" ends it.
func (l *promptLine) keep(prompt string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prompt = prompt
}

// Write writes in place of the prompt. A line may come in several pieces.
func (l *promptLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.prompt == "" || len(p) == 0 {
		return l.w.Write(p)
	}
	if !l.inside {
		_, _ = io.WriteString(l.w, eraseLine)
	}
	n, err := l.w.Write(p)
	last := p[len(p)-1]
	l.inside = last != '\n' && last != '\r' // a transfer's line is taken away by a return
	if !l.inside {
		_, _ = io.WriteString(l.w, l.prompt)
	}
	return n, err
}
