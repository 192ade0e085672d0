#!/usr/bin/env bash
# golang.org/x/text 0.43.0, encoding/simplifiedchinese (Go)
#
# GB 18030 is made so that nothing gets lost: each of its two-byte codes stands
# for a character. The decoder turns 2,067 of the 23,940 into U+FFFD and
# reports no error: the pinyin letter ḿ (A8 BC), upright forms of punctuation
# for vertical text (A6 D9 and others), eight parts of characters (FE 59 and
# others), and all codes that the standard leaves to users, which Windows and
# input methods fill. GBK, and htmlindex's "gb18030" and "gbk", which promise
# the Encoding Standard, are the same decoder. The encoder knows all of these
# characters, in four bytes, so that a text with ḿ that was read and written
# again comes out as a question.
# The Encoding Standard gives every one of these codes a character; Node's
# TextDecoder has them all.
#
# Seen: the first column of characters has U+FFFD, Node's has not.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require golang.org/x/text v0.43.0
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func main() {
	page, err := htmlindex.Get("gb18030")
	if err != nil {
		panic(err)
	}
	for _, code := range []string{"\xb0\xa1", "\xa8\xbc", "\xa6\xd9", "\xfe\x59", "\xaa\xa1"} {
		s, err := page.NewDecoder().String(code)
		fmt.Printf("%X: %U %v\n", code, []rune(s), err)
	}
	lost, all := 0, 0
	for lead := 0x81; lead <= 0xfe; lead++ {
		for trail := 0x40; trail <= 0xfe; trail++ {
			if trail == 0x7f {
				continue
			}
			s, _ := simplifiedchinese.GB18030.NewDecoder().String(string([]byte{byte(lead), byte(trail)}))
			if all++; s == "\uFFFD" {
				lost++
			}
		}
	}
	fmt.Println(lost, "of", all, "lost")
	bytes, err := simplifiedchinese.GB18030.NewEncoder().String("ḿ")
	fmt.Printf("ḿ is written as %X %v\n", bytes, err)
}
GO

cat >want <<'OUT'
B0A1: [U+554A] <nil>
A8BC: [U+FFFD] <nil>
A6D9: [U+FFFD] <nil>
FE59: [U+FFFD] <nil>
AAA1: [U+FFFD] <nil>
2067 of 23940 lost
ḿ is written as 8135F437 <nil>
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
if command -v node >/dev/null; then
  node -e '
    for (const code of ["b0a1", "a8bc", "a6d9", "fe59", "aaa1"]) {
      const [c] = new TextDecoder("gb18030").decode(Buffer.from(code, "hex"));
      console.log("Node", code.toUpperCase() + ":", "U+" + c.codePointAt(0).toString(16).toUpperCase());
    }'
fi
