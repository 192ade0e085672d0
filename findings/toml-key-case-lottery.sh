#!/usr/bin/env bash
# github.com/BurntSushi/toml 1.6.0 (Go)
#
# TOML keys are case sensitive, so "Port = 2" and "PORT = 3" are two keys of
# one valid file. When neither is spelled like the field, both fit it, and
# which of the two the field gets differs from one Decode to the next inside
# one process. An exact spelling beside them ("port = 1") does not win either.
# Decode returns no error and Undecoded() is empty, so a program that checks
# for unknown keys sees nothing. encoding/json, with the same matching by
# folded case, at least always takes the last.
#
# Seen, 400 decodes each:
#   two spellings: 2 and 3 both come out
#   with the exact one: 1, 2 and 3 all come out
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/BurntSushi/toml v1.6.0
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/BurntSushi/toml"
)

func results(text string) []int {
	seen := map[int]bool{}
	for range 400 {
		var c struct {
			Port int `toml:"port"`
		}
		meta, err := toml.Decode(text, &c)
		if err != nil || len(meta.Undecoded()) != 0 {
			panic(fmt.Sprint(err, meta.Undecoded()))
		}
		seen[c.Port] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func main() {
	fmt.Println("two spellings:", results("Port = 2\nPORT = 3\n"))
	fmt.Println("with the exact one:", results("port = 1\nPort = 2\nPORT = 3\n"))
}
GO

cat >want <<'OUT'
two spellings: [2 3]
with the exact one: [1 2 3]
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
