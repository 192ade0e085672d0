#!/usr/bin/env bash
# github.com/hashicorp/go-hclog 1.6.3 (Go)
#
# With JSONFormat a value that JSON does not have costs more than itself. A
# number that is NaN or infinite makes the whole line disappear: nothing is
# written, whatever the level, and the logger has no way to report it. A value
# of a type that JSON lacks (a function, a channel, a map with keys of any)
# keeps the message but drops every other field of the line, the error among
# them, and puts a "@warn" that does not say which one it was.
# In text format the same calls lose nothing.
#
# Seen: four calls of Error that differ in "rate" alone write two lines as JSON,
# one of them without the error, and four as text.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/hashicorp/go-hclog v1.6.3
MOD

cat >main.go <<'GO'
package main

import (
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/hashicorp/go-hclog"
)

func main() {
	for _, json := range []bool{true, false} {
		log := hclog.New(&hclog.LoggerOptions{Output: os.Stdout, JSONFormat: json, DisableTime: true})
		for i, rate := range []any{0.5, math.NaN(), map[any]int{"a": 1}, math.Inf(1)} {
			fmt.Println("call", i+1)
			log.Error("send failed", "error", errors.New("refused"), "rate", rate)
		}
	}
}
GO

cat >want <<'OUT'
call 1
{"@level":"error","@message":"send failed","error":"refused","rate":0.5}
call 2
call 3
{"@level":"error","@message":"send failed","@warn":"logging contained values that don't serialize to json"}
call 4
call 1
[ERROR] send failed: error=refused rate=0.5
call 2
[ERROR] send failed: error=refused rate=NaN
call 3
[ERROR] send failed: error=refused rate=map[a:1]
call 4
[ERROR] send failed: error=refused rate="+Inf"
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
