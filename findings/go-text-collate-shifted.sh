#!/usr/bin/env bash
# golang.org/x/text 0.43.0, package collate (Go)
#
# The alternate handling "shifted" of a collation (-u-ka-shifted) means that
# spaces and punctuation are ignored. With it this package's comparison ignores
# letters as well: every two texts are equal, without an error, while its sort,
# which goes by keys, orders them. So a list sorted by slices.SortFunc stays as
# it was, and the same list sorted by SortStrings does not. And the option IgnoreDiacritics alone does not ignore them: ä and a
# stay different unless IgnoreCase and IgnoreWidth, or Loose, come with it.
# Node's Intl.Collator, with ICU, orders and compares both as the words say.
#
# Seen: -1, 0 and 1 are before, equal and behind.
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

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

func main() {
	plain := collate.New(language.MustParse("en"))
	shifted := collate.New(language.MustParse("en-u-ka-shifted"))
	fmt.Println("plain:   apple, banana", plain.CompareString("apple", "banana"))
	fmt.Println("shifted: apple, banana", shifted.CompareString("apple", "banana"))
	fmt.Println("shifted: 苹果, banana", shifted.CompareString("苹果", "banana"))
	list := []string{"pear", "apple", "fig"}
	shifted.SortStrings(list)
	fmt.Println("shifted, by keys:", list)
	fmt.Println("IgnoreDiacritics: Äpfel, Apfel", collate.New(language.German, collate.IgnoreDiacritics).CompareString("Äpfel", "Apfel"))
	fmt.Println("Loose:            Äpfel, Apfel", collate.New(language.German, collate.Loose).CompareString("Äpfel", "Apfel"))
}
GO

cat >want <<'OUT'
plain:   apple, banana -1
shifted: apple, banana 0
shifted: 苹果, banana 0
shifted, by keys: [apple fig pear]
IgnoreDiacritics: Äpfel, Apfel 1
Loose:            Äpfel, Apfel 0
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
