package host_test

import (
	"errors"
	"fmt"
	"testing"

	"hotreply/host"
	"hotreply/host/config"
	"hotreply/host/supervise"
)

// What ends a host tells its supervisor whether a fresh one can go on.
func TestEndsForASupervisor(t *testing.T) {
	var codes []int
	for _, err := range []error{nil, errors.New("no"), &config.Error{}, &host.LoginNeededError{}, fmt.Errorf("run: %w", &host.WedgeError{})} {
		codes = append(codes, supervise.ExitCode(err))
	}
	if got := fmt.Sprint(codes); got != "[90 91 92 93 94]" {
		t.Errorf("codes %s, want those of stopped, failed, config, login and died", got)
	}
}
