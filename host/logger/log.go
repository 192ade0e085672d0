package logger

import (
	"fmt"
	"io"
	"sync"
	"time"

	"hotreply/host/config"

	"github.com/hashicorp/go-hclog"
)

// Options say where the log of [New] goes and what it looks like.
type Options struct {
	config.Log
	Output io.Writer
	Color  bool // the level of a text line in colour
	// Zone gives the zone of the lines' times, line by line. Without it, and
	// when it gives nil, that is time.Local.
	Zone func() *time.Location
}

// New makes a logger whose lines are data: nothing that a user or a rule says
// can look like a line of the program or move the cursor of a terminal. hclog's own text format prints messages as they are.
func New(o Options) hclog.Logger {
	now := func() time.Time {
		if o.Zone != nil {
			if zone := o.Zone(); zone != nil {
				return time.Now().In(zone)
			}
		}
		return time.Now()
	}
	level := hclog.LevelFromString(o.Level)
	root := hclog.NewInterceptLogger(&hclog.LoggerOptions{
		Level:   level,
		Output:  io.Discard,
		Exclude: func(hclog.Level, string, ...any) bool { return true }, // the sink alone writes
	})
	if o.Format == "json" {
		root.RegisterSink(shortSink{hclog.NewSinkAdapter(&hclog.LoggerOptions{
			Level: level, JSONFormat: true, Output: jsonLines{o.Output}, TimeFn: now,
		})})
		return root
	}
	root.RegisterSink(&textSink{level: level, out: o.Output, color: o.Color, now: now})
	return root
}

// maxLogValue is how many bytes of a message or a value stand in the log.
const maxLogValue = 4 << 10

// shortSink cuts what is long before it hands a line on.
type shortSink struct{ hclog.SinkAdapter }

func (s shortSink) Accept(name string, level hclog.Level, msg string, args ...any) {
	short := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case string:
			a = cutLong(v)
		case error:
			a = cutLong(v.Error())
		}
		short[i] = a
	}
	s.SinkAdapter.Accept(name, level, cutLong(msg), short...)
}

// jsonLines takes whole lines of JSON.
type jsonLines struct{ out io.Writer }

func (l jsonLines) Write(line []byte) (int, error) {
	if _, err := l.out.Write(PrintableJSON(line)); err != nil {
		return 0, err
	}
	return len(line), nil
}

// cutLong shortens a text that is longer than the log takes, and says how long
// it was.
func cutLong(s string) string {
	if len(s) <= maxLogValue {
		return s
	}
	cut := s[:maxLogValue]
	for i := 1; i < 4 && !runeStart(s[len(cut)]); i++ {
		cut = cut[:len(cut)-1]
	}
	return fmt.Sprintf("%s… (%d bytes)", cut, len(s))
}

func runeStart(b byte) bool { return b&0xc0 != 0x80 }

// textSink writes the text format: a line with the facts of simple values, and
// below it, indented, what takes lines of its own.
type textSink struct {
	level hclog.Level
	color bool
	now   func() time.Time

	mu  sync.Mutex // one line after the other
	out io.Writer
}

// Accept writes one line, in one piece.
func (s *textSink) Accept(name string, level hclog.Level, msg string, args ...any) {
	if level < s.level || s.level == hclog.Off {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = s.out.Write(textLine(s.now(), s.color, name, level, msg, args))
}
