package console_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"hotreply/bot"
	"hotreply/console"
)

const withToken = "Authorization: Bearer secret\r\n"

// dial is a connection that ends the test rather than hang.
func dial(t *testing.T, addr string) net.Conn {
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
func TestBodyInTime(t *testing.T) {
	for _, tt := range []struct {
		name, header string
		status       string
	}{
		{"a request that reads it", withToken, "400 Bad Request"},
		{"a request that is refused", "", "401 Unauthorized"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			addr := serve(t, &fake{}, console.Limits{Stall: 50 * time.Millisecond})
			conn := dial(t, addr)
			fmt.Fprintf(conn, "POST /api/send HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 100\r\n\r\n{", addr, tt.header)
			got, err := io.ReadAll(conn)
			if err != nil {
				t.Fatalf("the connection is still open: %v", err)
			}
			if !strings.HasPrefix(string(got), "HTTP/1.1 "+tt.status) {
				t.Errorf("answer %q, want %s", got, tt.status)
			}
		})
	}
}

// Pieces that come in time do not make a body that never ends.
func TestBodyDrips(t *testing.T) {
	addr := serve(t, &fake{}, console.Limits{Stall: time.Minute, Body: 100 * time.Millisecond})
	conn := dial(t, addr)
	fmt.Fprintf(conn, "POST /api/send HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 1000000\r\n\r\n{", addr, withToken)
	if _, err := io.ReadAll(conn); err != nil {
		t.Errorf("the connection is still open: %v", err)
	}
}

// The limits of the body are not those of the answer.
func TestAnswerTakesItsTime(t *testing.T) {
	f := &fake{
		wait: func(ctx context.Context) {
			select {
			case <-ctx.Done():
			case <-time.After(200 * time.Millisecond):
			}
		},
		deliver: func(string, string, bot.Content, bot.SendOptions) (bot.Receipt, error) {
			return bot.Receipt{Status: "confirmed"}, nil
		},
	}
	addr := serve(t, f, console.Limits{Stall: 20 * time.Millisecond, Body: 40 * time.Millisecond})
	if status, text := post(t, addr, `{"to":"a","text":"x"}`); status != 200 || !strings.Contains(text, "confirmed") {
		t.Errorf("answer %d %q", status, text)
	}
}

// Connections that ask nothing are bounded, and the oldest of them makes room.
// The server notes a new connection before it takes the next one, so the order
// is that of dialling.
func TestConnectionsAreBounded(t *testing.T) {
	addr := serve(t, &fake{}, console.Limits{Conns: 4})
	var idle []net.Conn
	for range 4 {
		idle = append(idle, dial(t, addr))
	}
	resp, err := http.Get("http://" + addr + "/healthz") // the fifth
	if err != nil {
		t.Fatalf("no room for one who asks: %v", err)
	}
	_ = resp.Body.Close()
	if _, err := idle[0].Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the oldest connection: %v, want its end", err)
	}
	for _, conn := range idle[1:] {
		fmt.Fprintf(conn, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", addr)
		if resp, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || resp.StatusCode != 200 {
			t.Errorf("a younger connection was ended, too: %v", err)
		}
	}
}

// A connection that has had its answer counts like one that never asked.
func TestAnsweredConnectionsAreBounded(t *testing.T) {
	addr := serve(t, &fake{}, console.Limits{Conns: 1})
	conn := dial(t, addr)
	fmt.Fprintf(conn, "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n", addr)
	answer := bufio.NewReader(conn)
	resp, err := http.ReadResponse(answer, nil)
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("request: %v", err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	// Until the server has noted that the answer is out, a new connection is
	// the only quiet one and gives way itself.
	for deadline := time.Now().Add(20 * time.Second); ; {
		resp, err := http.Get("http://" + addr + "/healthz")
		if err == nil {
			_ = resp.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no room for one who asks: %v", err)
		}
	}
	if _, err := answer.ReadByte(); err != io.EOF {
		t.Errorf("the connection that had its answer: %v, want its end", err)
	}
}
