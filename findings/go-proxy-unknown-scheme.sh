#!/usr/bin/env bash
# Go 1.26.8, net/http
#
# A proxy variable with a scheme that net/http does not speak is no error and
# is not passed over: the transport dials the address and talks HTTP to it. So
# "socks://host:port", a spelling that desktop settings and other programs
# accept, makes it send a SOCKS server a line that begins with GET or CONNECT;
# so does socks4://. The error that follows names neither the variable nor the
# scheme. Only socks5:// and socks5h:// mean SOCKS.
#
# Seen: the proxy that is taken from HTTP_PROXY, and the first bytes that an
# address given as a proxy of that scheme receives, for http and for https.
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
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// first is the beginning of what a proxy at that scheme's address is sent.
func first(scheme, target string) []byte {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	got := make(chan []byte)
	go func() {
		c, err := l.Accept()
		if err != nil {
			panic(err)
		}
		b := make([]byte, 7)
		n, _ := c.Read(b)
		c.Close()
		got <- b[:n]
	}()
	// net/http reads the environment once a process, so each scheme gets a
	// transport with that proxy set.
	u := &url.URL{Scheme: scheme, Host: l.Addr().String()}
	client := http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{Proxy: http.ProxyURL(u)}}
	_, err = client.Get(target)
	if err == nil || strings.Contains(err.Error(), scheme) {
		panic(fmt.Sprint("no error, or one that names the scheme: ", err))
	}
	return <-got
}

func main() {
	os.Setenv("HTTP_PROXY", "socks://proxy.test:1080")
	r, _ := http.NewRequest("GET", "http://example.test/", nil)
	u, err := http.ProxyFromEnvironment(r)
	fmt.Println("from the environment:", u, err)
	for _, scheme := range []string{"socks", "socks4", "socks5"} {
		fmt.Printf("%s: %q, %q\n", scheme, first(scheme, "http://example.test/"), first(scheme, "https://example.test/"))
	}
}
GO

cat >want <<'OUT'
from the environment: socks://proxy.test:1080 <nil>
socks: "GET htt", "CONNECT"
socks4: "GET htt", "CONNECT"
socks5: "\x05\x01\x00", "\x05\x01\x00"
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
