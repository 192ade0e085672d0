#!/usr/bin/env bash
# github.com/dop251/goja 20260917 (793a2a65c13b) (Go)
#
# JSON.stringify with an indent goes one step too deep behind each empty array
# or object: it takes its step in and never gives it back. With several of them
# the text drifts to the right, and closing braces no longer stand under their
# names. The JSON stays valid, so nothing notices but a person, a diff and a
# checksum. Node keeps the columns.
#
# Seen: each "c" and its brace should stand two columns further left.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/dop251/goja v0.0.0-20260917113740-793a2a65c13b
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"

	"github.com/dop251/goja"
)

func main() {
	vm := goja.New()
	for _, code := range []string{
		`JSON.stringify({ a: [], b: { c: 1 } }, null, 2)`,
		`JSON.stringify({ a: {}, b: { c: 1 } }, null, 2)`,
	} {
		v, err := vm.RunString(code)
		if err != nil {
			panic(err)
		}
		fmt.Println(v)
	}
}
GO

cat >want <<'OUT'
{
  "a": [],
  "b": {
      "c": 1
    }
}
{
  "a": {},
  "b": {
      "c": 1
    }
}
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
