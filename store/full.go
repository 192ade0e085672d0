package store

import (
	"errors"
	"strings"
)

// isFull reports whether a commit failed because the disk has no room or the
// file may not grow. bbolt hides some causes in text, so that is looked at too.
func isFull(err error) bool {
	for _, no := range fullErrnos {
		if errors.Is(err, no) || strings.Contains(err.Error(), no.Error()) {
			return true
		}
	}
	return false
}
