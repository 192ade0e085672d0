package intl

import (
	"context"
	"os/exec"
	"time"
)

// systemLocale is the language that is set in the system's preferences, such as
// "zh_CN". It is asked for only where the environment has none, as under
// launchd.
func systemLocale() string {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", "AppleLocale").Output()
	if err != nil {
		return "" // the caller has a usual one
	}
	return string(out)
}
