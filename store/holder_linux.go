package store

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockHolder returns the process that holds the lock on a file, 0 if the
// kernel does not say (as across containers).
func lockHolder(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0
	}
	f, err := os.Open("/proc/locks")
	if err != nil {
		return 0
	}
	defer f.Close()
	// 1: FLOCK  ADVISORY  WRITE 4242 fd:01:131090 0 EOF
	inode := fmt.Sprintf(":%d", st.Ino)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		word := strings.Fields(lines.Text())
		if len(word) > 5 && word[1] == "FLOCK" && strings.HasSuffix(word[5], inode) {
			pid, _ := strconv.Atoi(word[4])
			return max(pid, 0)
		}
	}
	return 0
}
