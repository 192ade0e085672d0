package sim

import (
	"encoding/base64"
	"encoding/hex"
)

// nextIDLocked makes a message id: above 2^53, rising, and different from those
// of earlier runs, since clients remember ids across restarts.
func (s *Server) nextIDLocked() uint64 {
	id := uint64(s.clock.Now().UnixMilli())<<22 | s.rnd.Uint64N(1<<22)
	if id <= s.lastID {
		id = s.lastID + 1 + s.rnd.Uint64N(1000)
	}
	s.lastID = id
	return id
}

func (s *Server) bytesLocked(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(s.rnd.Uint32())
	}
	return b
}

// hexLocked makes n random lower-case hex digits.
func (s *Server) hexLocked(n int) string {
	return hex.EncodeToString(s.bytesLocked((n + 1) / 2))[:n]
}

// opaqueLocked makes a base64 value that begins with prefix, as the service's
// context tokens and cursors look.
func (s *Server) opaqueLocked(prefix string, bytes int) string {
	return prefix + base64.StdEncoding.EncodeToString(s.bytesLocked(bytes))
}
