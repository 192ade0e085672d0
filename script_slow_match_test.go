package main

import (
	"strings"
	"time"
)

// slowMatch does what a pattern does that finds no end: on texts that begin with
// "long" one with "drags" in it works longer than it may, and one with "wedges"
// longer than anybody waits. None waits any more when it has worked.
func slowMatch(pattern, text string) time.Duration {
	switch {
	case !strings.HasPrefix(text, "long"):
	case strings.Contains(pattern, "drags"):
		work(600 * time.Millisecond)
	case strings.Contains(pattern, "wedges"):
		work(time.Minute)
	}
	return 0
}
