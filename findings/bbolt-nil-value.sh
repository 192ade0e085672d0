#!/usr/bin/env bash
# go.etcd.io/bbolt 1.5.0 (Go)
#
# A key put with a nil value changes its look at commit. Inside the
# transaction that put it, Get answers nil, which means "no such key", and a
# cursor gives a nil value, which means "this is a nested bucket". In the next
# transaction the very same key has an empty value that is not nil. A set kept
# as keys without values therefore works in every test that reads back in a
# later transaction, and finds nothing when the check shares the transaction
# with the write. Put with []byte{} has no such change.
#
# Seen: true for "nil" in the same transaction only.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require go.etcd.io/bbolt v1.5.0
MOD

cat >main.go <<'GO'
package main

import (
	"fmt"

	"go.etcd.io/bbolt"
)

func show(when string, b *bbolt.Bucket) {
	for _, key := range []string{"empty", "nil"} {
		_, v := b.Cursor().Seek([]byte(key))
		fmt.Printf("%s, put with %s: Get is nil %v, cursor value is nil %v\n", when, key, b.Get([]byte(key)) == nil, v == nil)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	db, err := bbolt.Open("db", 0o600, nil)
	must(err)
	must(db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte("set"))
		must(err)
		must(b.Put([]byte("empty"), []byte{}))
		must(b.Put([]byte("nil"), nil))
		show("same transaction", b)
		return nil
	}))
	must(db.View(func(tx *bbolt.Tx) error {
		show("the next", tx.Bucket([]byte("set")))
		return nil
	}))
}
GO

cat >want <<'OUT'
same transaction, put with empty: Get is nil false, cursor value is nil false
same transaction, put with nil: Get is nil true, cursor value is nil true
the next, put with empty: Get is nil false, cursor value is nil false
the next, put with nil: Get is nil false, cursor value is nil false
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
