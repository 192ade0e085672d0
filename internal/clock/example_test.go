package clock_test

import (
	"fmt"
	"time"

	"hotreply/internal/clock"
)

// A day passes in no time.
func ExampleVirtual() {
	c := clock.NewVirtual(time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC))
	rung := make(chan struct{})
	c.AfterFunc(24*time.Hour, func() { close(rung) })
	c.Advance(24 * time.Hour)
	<-rung
	fmt.Println(c.Now().Format(time.DateTime))
	// Output: 2026-01-02 08:00:00
}
