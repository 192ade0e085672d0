package ilink

import "io"

// squeezed reads JSON and leaves out what a string has beyond the length of any
// message, so that one endless field does not make an answer too long to take.
// What it shortens is still longer than a message may be, and is told as such.
type squeezed struct {
	r       io.Reader
	inside  bool // a string
	escaped bool // the byte before was its backslash
	length  int  // of the string so far
}

// keptString is how much of a string is passed on.
const keptString = maxMessageBytes + 1<<10

func (s *squeezed) Read(p []byte) (int, error) {
	for {
		n, err := s.r.Read(p)
		if kept := s.keep(p[:n]); kept > 0 || n == 0 || err != nil {
			return kept, err
		}
	}
}

// keep moves what is passed on to the front of p and says how much that is.
func (s *squeezed) keep(p []byte) (kept int) {
	for _, c := range p {
		if !s.inside {
			s.inside, s.length = c == '"', 0
		} else {
			s.length++
			ends := c == '"' && !s.escaped
			drop := s.length > keptString && !ends
			s.inside, s.escaped = !ends, c == '\\' && !s.escaped
			if drop {
				continue
			}
		}
		p[kept] = c
		kept++
	}
	return kept
}
