package main

import (
	"strings"
	"time"
)

// slowMatch is what a pattern does that finds no end: on texts that begin with
// "long" one with "drags" in it takes longer than its time, and one with
// "wedges" longer than anybody waits.
func slowMatch(pattern, text string) time.Duration {
	switch {
	case !strings.HasPrefix(text, "long"):
		return 0
	case strings.Contains(pattern, "drags"):
		return 600 * time.Millisecond
	case strings.Contains(pattern, "wedges"):
		return time.Minute
	}
	return 0
}
