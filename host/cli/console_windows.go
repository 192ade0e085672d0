package cli

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableANSI has Windows consoles obey escape sequences, which they print as
// they are unless asked. ok is false if one refuses, as in legacy mode; restore
// gives the consoles back as they were.
func enableANSI(streams ...any) (ok bool, restore func()) {
	ok = true
	var undo []func()
	for _, s := range streams {
		f, is := s.(*os.File)
		if !is {
			continue
		}
		h := windows.Handle(f.Fd())
		var mode uint32
		if windows.GetConsoleMode(h, &mode) != nil {
			continue // a file or a pipe
		}
		if windows.SetConsoleMode(h, mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) != nil {
			ok = false
			continue
		}
		undo = append(undo, func() { _ = windows.SetConsoleMode(h, mode) })
	}
	return ok, func() {
		for i := len(undo) - 1; i >= 0; i-- {
			undo[i]()
		}
	}
}
