#!/usr/bin/env bash
# github.com/dop251/goja 20260917 (793a2a65c13b) (Go)
#
# Number(aBigInt) keeps the lowest 64 bits and reads them as a signed number,
# where ECMAScript rounds to the nearest double. From 2^63 on the result is
# wrong by its sign or by everything: Number(2n**64n) is 0, and a 20-digit id
# of a message comes out negative. There is no error and no NaN. The way round
# is through text: Number(String(n)), which is right in the same engine.
#
# Seen: see "want"; the last two lines are the right answers.
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
		`Number(2n ** 64n)`,
		`Number(12345678901234567890n) > 0`,
		`new Number(2n ** 64n + 5n) + 0`,
		`Number(-(2n ** 63n) - 1n) < 0`,
		`Number(String(2n ** 64n)) === 2 ** 64`,
		`Number(2n ** 62n) === 2 ** 62`,
	} {
		v, err := vm.RunString(code)
		if err != nil {
			panic(err)
		}
		fmt.Println(code, "=", v)
	}
}
GO

cat >want <<'OUT'
Number(2n ** 64n) = 0
Number(12345678901234567890n) > 0 = false
new Number(2n ** 64n + 5n) + 0 = 5
Number(-(2n ** 63n) - 1n) < 0 = false
Number(String(2n ** 64n)) === 2 ** 64 = true
Number(2n ** 62n) === 2 ** 62 = true
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
