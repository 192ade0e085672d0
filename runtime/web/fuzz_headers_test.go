package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"hotreply/runtime"
	"hotreply/runtime/runtimetest"
)

// FuzzHeaders: a header that Headers takes is one that net/http can send, with
// the same value whatever the case of its name; anything else is a TypeError.
func FuzzHeaders(f *testing.F) {
	for _, h := range [][2]string{{"X-Name", " value "}, {"a:b", "c"}, {"", ""}, {"x", "a\r\nb"}, {"set-cookie", "好"}, {"ü", "\x00"}, {"host", "\xff"}} {
		f.Add(h[0], h[1])
	}
	client, err := NewClient(Options{})
	if err != nil {
		f.Fatal(err)
	}
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errDialled }}
	r := runtimetest.Start(f, runtime.Options{Modules: []runtime.Module{Module(client)}}, nil)
	f.Fuzz(func(t *testing.T, name, value string) {
		n, _ := json.Marshal(name)
		v, _ := json.Marshal(value)
		got, err := r.Run(fmt.Sprintf(`
			let h;
			try { h = new Headers([[%[1]s, %[2]s]]) } catch (e) {
				if (!(e instanceof TypeError)) throw e;
				return null;
			}
			if (h.get(%[1]s.toUpperCase()) !== h.get(%[1]s)) throw new Error("case matters");
			const copy = new Headers(h);
			if (copy.get(%[1]s) !== h.get(%[1]s)) throw new Error("a copy differs");
			if ([...h].length !== 1) throw new Error("not one header");
			return h.get(%[1]s);`, n, v))
		if err != nil {
			t.Fatalf("Headers([[%q, %q]]): %v", name, value, err)
		}
		isControl := func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }
		if got == nil || strings.ContainsFunc(got.(string), isControl) {
			return // the web lets control characters be in a Headers; sending refuses them
		}
		req, err := http.NewRequest("GET", "http://localhost/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header[http.CanonicalHeaderKey(name)] = []string{got.(string)}
		// net/http checks the header before it dials.
		if _, err := transport.RoundTrip(req); !errors.Is(err, errDialled) {
			t.Errorf("Headers([[%q, %q]]) holds %q, which can not be sent: %v", name, value, got, err)
		}
	})
}

var errDialled = errors.New("dialled")
