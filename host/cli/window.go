package cli

import (
	"bufio"
	"fmt"

	"github.com/inconshreveable/mousetrap"
)

// holdWindow keeps the console window of a double-click on Windows open until
// the error in it has been read.
func holdWindow(s Streams, err error) {
	if err == nil || !mousetrap.StartedByExplorer() || !isTerminal(s.In) {
		return
	}
	fmt.Fprint(s.Err, "press Enter to close this window ")
	_, _ = bufio.NewReader(s.In).ReadString('\n')
}
