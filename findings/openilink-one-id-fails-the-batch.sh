#!/usr/bin/env bash
# github.com/openilink/openilink-sdk-go 0.6.0 (Go), a client of the iLink bot API
#
# The ids of that API are unsigned 64-bit numbers, and servers send them as
# JSON numbers or as strings; Tencent's own client takes both. This SDK has
# them as int64, so one message with the id as a string, or with an id from
# 2^63 on, makes the whole answer to getupdates fail: the other messages of
# the batch are lost with it, and so is the cursor, so the next poll asks for
# the same batch and fails alike. Ids of 16 to 18 digits, where JavaScript
# clients go wrong, are fine.
#
# Seen: two messages and the new cursor, or neither.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/openilink/openilink-sdk-go v0.6.0
MOD

cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	ilink "github.com/openilink/openilink-sdk-go"
)

func poll(id string) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"ret":0,"get_updates_buf":"c2","msgs":[
			{"message_id":1,"from_user_id":"u@im.wechat","item_list":[{"type":1,"text_item":{"text":"one"}}]},
			{"message_id":%s,"from_user_id":"u@im.wechat","item_list":[{"type":1,"text_item":{"text":"two"}}]}]}`, id)
	}))
	defer s.Close()
	got, err := ilink.NewClient("token", ilink.WithBaseURL(s.URL)).GetUpdates(context.Background(), "c1")
	if err != nil {
		fmt.Printf("id %s: fails, answer kept: %v\n", id, got != nil)
		return
	}
	fmt.Printf("id %s: %d messages, cursor %s\n", id, len(got.Msgs), got.GetUpdatesBuf)
}

func main() {
	for _, id := range []string{"9007199254740993", `"9007199254740993"`, "9223372036854775807", "9223372036854775808"} {
		poll(id)
	}
}
GO

cat >want <<'OUT'
id 9007199254740993: 2 messages, cursor c2
id "9007199254740993": fails, answer kept: false
id 9223372036854775807: 2 messages, cursor c2
id 9223372036854775808: fails, answer kept: false
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
