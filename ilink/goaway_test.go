package ilink

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
)

// Over HTTP/2 a service that says goodbye names the last request that it looks
// at: those behind it go out again on another connection, and none is in doubt
// or comes twice.
func TestGoodbyeOfHTTP2LeavesNothingInDoubt(t *testing.T) {
	var mu sync.Mutex
	came := map[string]int{}
	var n atomic.Int64
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		came[string(b)]++
		mu.Unlock()
		if r.ProtoMajor != 2 {
			t.Errorf("a request came over %s", r.Proto)
		}
		if n.Add(1)%10 == 0 {
			w.Header().Set("Connection", "close") // Go's server says goodbye with it
		}
		io.WriteString(w, `{"message_id":1}`)
	}))
	web.EnableHTTP2 = true
	web.StartTLS()
	defer web.Close()
	hc := NewHTTPClient(nil)
	hc.Transport.(*Transport).current.Load().TLSClientConfig.RootCAs = web.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	defer hc.CloseIdleConnections()
	c := &Client{HomeURL: web.URL, HTTP: hc}
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := range 100 {
				if err := numbered(c, w*100+i); err != nil && FateOf(err) != FateNotSent {
					t.Errorf("%v, fate %v", err, FateOf(err))
				}
			}
		})
	}
	all.Wait()
	for b, times := range came {
		if times > 1 {
			t.Errorf("%s came %d times", b, times)
		}
	}
	t.Logf("%d came", len(came))
}
