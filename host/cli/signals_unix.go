//go:build unix

package cli

import (
	"os"
	"syscall"
)

// stopSignals are the ways to be asked to stop: by hand, by a service manager,
// by a terminal that closes.
func stopSignals() []os.Signal {
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
}

// brokenPipe kills a Go program that writes to a stderr nobody reads.
func brokenPipe() []os.Signal { return []os.Signal{syscall.SIGPIPE} }
