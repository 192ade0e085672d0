// Hotreply runs WeChat bots written in JavaScript: the program keeps the
// WeChat session, the rules are .js files that may be edited while it runs.
//
//	hotreply dev      # try rules in the terminal, without a phone
//	hotreply          # the bot: scan the QR code, then it answers
//
// Everything it does is in the package hotreply/host, which other Go programs
// can import, and in host/cli, which turns arguments into calls of it.
package main

import (
	"os"
	_ "time/tzdata" // zone names work on machines without a zone database, as Windows is

	"hotreply/host/cli"
)

func main() { os.Exit(run(os.Args[1:])) }

// run is main with its result as a value, so that tests can call it.
func run(args []string) int {
	return cli.Main(args, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
