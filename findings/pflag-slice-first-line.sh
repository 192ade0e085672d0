#!/usr/bin/env bash
# github.com/spf13/pflag 1.0.10 (Go; the flags of cobra)
#
# A StringSlice flag takes the first line of its argument and drops all the
# others without an error, so --to "$(cat names)" keeps one name of a file
# that holds a name per line. (It reads one CSV record and looks no further.)
# An IntSlice, which splits at commas by itself, answers with an error to
# the same argument.
#
# Seen: a StringSlice of three lines has 1 element; IntSlice refuses.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/spf13/pflag v1.0.10
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/spf13/pflag"
)

func main() {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	to := set.StringSlice("to", nil, "")
	n := set.IntSlice("n", nil, "")
	err := set.Parse([]string{"--to", "ann\nbob\ncy"})
	fmt.Printf("StringSlice %q, error %v\n", *to, err)
	err = set.Parse([]string{"--n", "1\n2\n3"})
	fmt.Printf("IntSlice %v, error %v\n", *n, err != nil)
}
GO

cat >want <<'OUT'
StringSlice ["ann"], error <nil>
IntSlice [], error true
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
