#!/usr/bin/env bash
# github.com/schollz/progressbar/v3 3.19.1 (Go)
#
# An Add that goes past the maximum is refused with an error and is counted
# all the same. From then on the bar cannot be put right: once the number is at
# the maximum or beyond, no step changes it, so Set(5) and even Set(0) fail with
# the same error and leave it where it is. A transfer that turns out longer than
# announced and is begun again needs Reset or a new bar.
#
# Seen: a bar of 10 stands at 24 after Set(0).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/schollz/progressbar/v3 v3.19.1
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"
)

func main() {
	bar := progressbar.NewOptions64(10, progressbar.OptionSetWriter(io.Discard))
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"Add(4)", func() error { return bar.Add(4) }},
		{"Set(3)", func() error { return bar.Set(3) }},
		{"Add(21)", func() error { return bar.Add(21) }},
		{"Set(5)", func() error { return bar.Set(5) }},
		{"Set(0)", func() error { return bar.Set(0) }},
		{"Reset", func() error { bar.Reset(); return nil }},
	} {
		err := step.do()
		fmt.Printf("%s: error %v, at %d\n", step.name, err, bar.State().CurrentNum)
	}
}
GO

cat >want <<'OUT'
Add(4): error <nil>, at 4
Set(3): error <nil>, at 3
Add(21): error current number exceeds max, at 24
Set(5): error current number exceeds max, at 24
Set(0): error current number exceeds max, at 24
Reset: error <nil>, at 0
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
