package filestamp

import (
	"os"
	"syscall"
)

// system adds what only the system knows of a file.
func (s *Stamp) system(info os.FileInfo) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Changed, s.Device, s.Node = st.Ctimespec.Nano(), uint64(st.Dev), uint64(st.Ino)
	}
}
