#!/usr/bin/env bash
# Go 1.26.8, package mime
#
# ParseMediaType decodes extended parameters (RFC 2231) only from UTF-8 and
# US-ASCII. Any other charset is no error: the parameter is gone from the map,
# so an attachment sent as filename*=GBK''... has no name at all. When the name
# is split into pieces, only the piece that carries the charset is dropped, and
# the undecoded rest of the bytes is handed back as if it were the name.
#
# Seen: no name, then half a name, both with a nil error.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

MOD

cat >main.go <<'GO'
package main

import (
	"fmt"
	"mime"
)

func main() {
	for _, header := range []string{
		`attachment; filename*=UTF-8''%E4%BD%A0%E5%A5%BD.txt`,
		`attachment; filename*=GBK''%C4%E3%BA%C3.txt`,
		`attachment; filename*0*=GBK''%C4%E3; filename*1*=%BA%C3.txt`,
	} {
		_, params, err := mime.ParseMediaType(header)
		fmt.Printf("%s gives %q, error %v\n", header, params, err)
	}
}
GO

cat >want <<'OUT'
attachment; filename*=UTF-8''%E4%BD%A0%E5%A5%BD.txt gives map["filename":"你好.txt"], error <nil>
attachment; filename*=GBK''%C4%E3%BA%C3.txt gives map[], error <nil>
attachment; filename*0*=GBK''%C4%E3; filename*1*=%BA%C3.txt gives map["filename":"\xba\xc3.txt"], error <nil>
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
