// Command bench measures hotreply against what the machine allows and prints
// one table:
//
//	go run ./bench                 # sizes for everybody, about ten seconds
//	go run ./bench -size 1GiB      # the large transfers too
//
// "up" and "down" are the client's own work, against MD5 and AES alone, with a
// CDN in the same process that only counts. "Over loopback" adds sockets and a
// second process at their other end, "simulator checking" its checks as well.
//
// Ratios compare runs of one process minute, so they carry over from machine
// to machine better than the speeds do.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	most := flag.String("size", "64MiB", "largest media transfer: 1MiB, 64MiB or 1GiB")
	sink := flag.Bool("sink", false, "serve as the far end of transfers (used by bench itself)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *sink {
		err = serveSink(ctx)
	} else {
		err = media(ctx, os.Stdout, *most)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
