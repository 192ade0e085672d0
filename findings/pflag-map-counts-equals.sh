#!/usr/bin/env bash
# github.com/spf13/pflag 1.0.10 (Go; the flags of cobra)
#
# A StringToString flag reads its argument in two different ways, chosen by
# how many "=" it holds. With one, a comma belongs to the value and double
# quotes at both ends of the whole argument are cut off, even when the left
# one is not there: the value "hi" keeps its first quote and loses its last.
# With two or more the argument is CSV: now the comma divides, and a quote
# inside is an error. So a value list that works breaks once one of its
# members holds an equals sign, as a URL with a query does.
#
# Seen: see "want" below; the last two are the same list, with "=" and without.
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
	for _, arg := range []string{`say="hi"`, `"say"=hi`, `to=/a,/b`, `to=/a?n=1,/b`} {
		set := pflag.NewFlagSet("", pflag.ContinueOnError)
		got := set.StringToString("env", nil, "")
		if err := set.Parse([]string{"--env", arg}); err != nil {
			fmt.Println(err)
			continue
		}
		for k, v := range *got {
			fmt.Printf("%s is key [%s] value [%s]\n", arg, k, v)
		}
	}
}
GO

cat >want <<'OUT'
say="hi" is key [say] value ["hi]
"say"=hi is key [say"] value [hi]
to=/a,/b is key [to] value [/a,/b]
invalid argument "to=/a?n=1,/b" for "--env" flag: /b must be formatted as key=value
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
