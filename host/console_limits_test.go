package host

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
)

// serveLimited serves h within limits and returns the address.
func serveLimited(t *testing.T, l consoleLimits, h http.HandlerFunc) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := l.server(h, hclog.NewNullLogger())
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
	return listener.Addr().String()
}

// dialConsole is a connection that ends the test rather than hang.
func dialConsole(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// A body that does not come ends its request, whether anybody reads it or not.
func TestConsoleBodyInTime(t *testing.T) {
	for _, tt := range []struct {
		name  string
		reads bool
	}{{"a handler that reads it", true}, {"a handler that refuses", false}} {
		t.Run(tt.name, func(t *testing.T) {
			read := make(chan error, 1)
			addr := serveLimited(t, consoleLimits{stall: 50 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
				if tt.reads {
					_, err := io.ReadAll(r.Body)
					read <- err
				}
				w.WriteHeader(http.StatusBadRequest)
			})
			conn := dialConsole(t, addr)
			fmt.Fprint(conn, "POST /api/send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
			if _, err := io.ReadAll(conn); err != nil {
				t.Fatalf("the connection is still open: %v", err)
			}
			if tt.reads {
				if err := <-read; err == nil {
					t.Error("half a body was read without an error")
				}
			}
		})
	}
}

// Pieces that come in time do not make a body that never ends.
func TestConsoleBodyDrips(t *testing.T) {
	addr := serveLimited(t, consoleLimits{stall: time.Minute, body: 100 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	})
	conn := dialConsole(t, addr)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{")
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("the connection is still open: %v", err)
	}
}

// The limits of the body are not those of the answer.
func TestConsoleAnswerTakesItsTime(t *testing.T) {
	addr := serveLimited(t, consoleLimits{stall: 20 * time.Millisecond, body: 40 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
		case <-time.After(200 * time.Millisecond):
			fmt.Fprint(w, "done")
		}
	})
	resp, err := http.Post("http://"+addr, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || string(text) != "done" {
		t.Errorf("answer %q, %v", text, err)
	}
}

// Connections that ask nothing are bounded, and the oldest of them makes room.
func TestConsoleConnectionsAreBounded(t *testing.T) {
	addr := serveLimited(t, consoleLimits{conns: 4}, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	var idle []net.Conn
	for range 4 {
		conn := dialConsole(t, addr)
		fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
		if resp, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || resp.StatusCode != 200 {
			t.Fatalf("request: %v", err)
		}
		idle = append(idle, conn)
	}
	resp, err := http.Get("http://" + addr) // the fifth
	if err != nil {
		t.Fatalf("no room for one who asks: %v", err)
	}
	_ = resp.Body.Close()
	if _, err := idle[0].Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the oldest connection: %v, want its end", err)
	}
	_ = idle[3].SetDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := idle[3].Read(make([]byte, 1)); err == io.EOF {
		t.Error("the newest connection was ended, too")
	}
}
