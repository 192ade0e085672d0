package wait

import (
	"math/rand/v2"
	"time"
)

// Backoff is how long to wait before something that failed is tried again. It
// is a value: it keeps no count. The zero Backoff does not wait.
type Backoff struct {
	First  time.Duration // the wait after the first failure; each further one doubles it
	Most   time.Duration // no wait is longer
	Spread int           // up to the Spread-th part of a wait is taken off by chance, so that many do not come back in step; 0: nothing is
}

// After is the wait after so many failures in a row; none without any.
func (b Backoff) After(failures int) time.Duration {
	if failures <= 0 {
		return 0
	}
	d := b.First
	for range failures - 1 {
		if d >= b.Most {
			break
		}
		d *= 2
	}
	d = min(d, b.Most)
	if b.Spread > 0 {
		d -= rand.N(d/time.Duration(b.Spread) + 1)
	}
	return d
}
