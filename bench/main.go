// Command bench is the judge of hotreply's speed: it runs real processes and
// prints one table.
//
//	go run ./bench                            # this tree's numbers, about six minutes
//	go run ./bench -compare OLD                # against an older program, in turn
//	go run ./bench -quick -only rate,https     # a look
//	go run ./bench media -size 1GiB            # transfers against MD5 and AES
//	go run ./bench -compare OLD -out docs/performance.md # the document's table, and rounds.json
//	go run ./bench curves -out docs/performance.md       # its curves
//
// Old and new alternate within every round, with equal settings, against one
// simulator built from the old one. Processor time and memory are those of the
// supervisor and its child alone. A plain loop without rules or a disk runs as
// a yardstick in the same rounds.
//
// Ratios compare what runs within a minute of each other, so they carry over
// from machine to machine better than the numbers do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is one of bench's commands. sink, front and plain are processes that it
// starts itself.
func run(ctx context.Context, args []string) error {
	command := ""
	if len(args) > 0 && args[0][0] != '-' {
		command, args = args[0], args[1:]
	}
	f := flag.NewFlagSet("bench "+command, flag.ContinueOnError)
	switch command {
	case "":
		return judge(ctx, args)
	case "curves":
		return drawCurves(ctx, args)
	case "media":
		most := f.String("size", "64MiB", "largest transfer: 1MiB, 64MiB or 1GiB")
		if err := f.Parse(args); err != nil {
			return err
		}
		return media(ctx, os.Stdout, *most)
	case "sink":
		return serveSink(ctx)
	case "front":
		to, certificate, h2 := f.String("to", "", "`address` of the service"), f.String("cert", "", "`file` for the certificate"), f.Bool("h2", false, "HTTP/2")
		if err := f.Parse(args); err != nil {
			return err
		}
		return serveFront(ctx, *to, *certificate, *h2)
	case "plain":
		base, token := f.String("base", "", "`address` of the service"), f.String("token", "", "of the bot")
		if err := f.Parse(args); err != nil {
			return err
		}
		return servePlain(ctx, *base, *token)
	}
	return fmt.Errorf("no command %q: curves, media, or flags alone", command)
}

// judge runs the measures and prints the table.
func judge(ctx context.Context, args []string) (err error) {
	o, err := readOptions(args)
	if err != nil {
		return err
	}
	done, err := o.complete(ctx)
	if err != nil {
		return err
	}
	defer done()
	l, err := openLab(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	c := &contest{lab: l, sides: o.sides(), progress: os.Stderr}
	for _, m := range measures() {
		if ctx.Err() == nil && o.wants(m.name) {
			c.run(m)
		}
	}
	if err := c.print(os.Stdout); err != nil {
		return err
	}
	return errors.Join(c.publish(), ctx.Err(), c.failed())
}
