package host

import (
	"fmt"

	"hotreply/runtime"
)

// wedged ends the process for a restart: a script ignored its interrupt, and
// only the process can be given up.
func (h *host) wedged(w runtime.Wedge) {
	h.log.Error("a rule ignores its interrupt; starting again without it is the only way out", "wedge", fmt.Sprintf("%+v", w))
	h.die(fmt.Errorf("a rule ignores its interrupt: %+v", w))
}
