#!/usr/bin/env bash
# golang.org/x/term 0.47.0 (Go)
#
# term.Terminal measures a line in runes, not in columns. A Chinese character
# takes two columns, so after one Left over it the cursor stands on its second
# half: the editor moves one column back, and what is typed next is drawn there.
# The line that ReadLine returns is right, what the user sees is not, and the
# further left, the further off.
#
# Seen: the bytes written for 你, 好, Left, x, Enter. The move before "x" is
# \x1b[D, one column, where two are needed.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require golang.org/x/term v0.47.0
MOD

cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/term"
)

func main() {
	for _, typed := range []string{"ab\x1b[Dx\r", "你好\x1b[Dx\r"} {
		var screen bytes.Buffer
		t := term.NewTerminal(struct {
			io.Reader
			io.Writer
		}{strings.NewReader(typed), &screen}, "")
		line, err := t.ReadLine()
		fmt.Printf("line %q %v, screen %q\n", line, err, screen.String())
	}
}
GO

cat >want <<'OUT'
line "axb" <nil>, screen "ab\x1b[Dxb\x1b[D\x1b[C\r\n"
line "你x好" <nil>, screen "你好\x1b[Dx好\x1b[D\x1b[C\r\n"
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
