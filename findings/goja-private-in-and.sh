#!/usr/bin/env bash
# github.com/dop251/goja 20260917 (793a2a65c13b) (Go)
#
# `#x in o`, the test for an object of one's own class, is compiled alone,
# behind && and before === or ?. Before &&, || or ?? it is not: the parser
# takes `in` for a part of the operator's other side, and the script is refused
# as a whole with "Compiler bug: Unknown expression type", which names a place
# and nothing that the author could have done wrong. That is where the test
# mostly stands: `#x in o && o.#x > 1`. Brackets around it help.
# ECMAScript 2022 has the test bind like any other `in`; Node runs every line.
#
# Seen: each line with "Compiler bug" should be "true".
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
	for _, test := range []string{
		`#x in o`, `true && #x in o`, `#x in o === true`, `#x in o ? true : false`,
		`(#x in o) && true`, `#x in o && true`, `#x in o || false`, `#x in o ?? false`,
	} {
		v, err := goja.New().RunString(`class A { #x; static is(o) { return ` + test + ` } }; A.is(new A())`)
		if err != nil {
			fmt.Println(test, "=", err)
			continue
		}
		fmt.Println(test, "=", v)
	}
}
GO

cat >want <<'OUT'
#x in o = true
true && #x in o = true
#x in o === true = true
#x in o ? true : false = true
(#x in o) && true = true
#x in o && true = SyntaxError: SyntaxError: Compiler bug: Unknown expression type: *ast.PrivateIdentifier at 1:37
#x in o || false = SyntaxError: SyntaxError: Compiler bug: Unknown expression type: *ast.PrivateIdentifier at 1:37
#x in o ?? false = SyntaxError: SyntaxError: Compiler bug: Unknown expression type: *ast.PrivateIdentifier at 1:37
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
