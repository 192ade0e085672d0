package cli

import (
	"os"
	"syscall"
)

// stopSignals are the ways to be asked to stop; Go turns the closing of the
// console window into SIGTERM.
func stopSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// brokenPipe is no signal here: such writes just fail.
func brokenPipe() []os.Signal { return nil }
