package runtime

import (
	"os"
	"syscall"
)

const nonblock = syscall.O_NONBLOCK

// system adds what only the system knows of a file.
func (s *stamp) system(info os.FileInfo) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		s.changed, s.device, s.node = st.Ctimespec.Nano(), uint64(st.Dev), st.Ino
	}
}
