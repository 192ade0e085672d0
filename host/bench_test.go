package host

import (
	"context"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// BenchmarkThroughput is the whole way of a message, durable, spacing off:
// simulator → poll → store → rule → outbox → sendmessage, with 400 users who
// each write again when they have been answered.
func BenchmarkThroughput(b *testing.B) {
	r := newBenchRig(b)
	r.start()
	throughput(b, r)
}

// BenchmarkThroughputTLS is BenchmarkThroughput over https, which is what the
// real service speaks.
func BenchmarkThroughputTLS(b *testing.B) {
	var service atomic.Pointer[sim.Server]
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { service.Load().ServeHTTP(w, r) }))
	b.Cleanup(func() { web.CloseClientConnections(); web.Close() })
	cert := filepath.Join(b.TempDir(), "cert.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	if err := os.WriteFile(cert, text, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Setenv("SSL_CERT_FILE", cert)
	r := newBenchRig(b, func(c *Config) { c.ILink.BaseURL, c.ILink.CDNBaseURL = web.URL, web.URL+"/c2c" })
	service.Store(r.sim)
	r.start()
	throughput(b, r)
}

func throughput(b *testing.B, r *rig) {
	const users = 400
	var all sync.WaitGroup
	took := make([][]time.Duration, users)
	b.ResetTimer()
	for u := range users {
		n := b.N / users
		if u < b.N%users {
			n++
		}
		all.Go(func() {
			user := fmt.Sprintf("u%03d@im.wechat", u)
			var seq int64
			for range n {
				began := time.Now()
				if _, err := r.sim.Say(sim.SayRequest{User: user, Text: "hi"}); err != nil {
					b.Error(err)
					return
				}
				list, err := r.sim.WaitSent(context.Background(), user, seq)
				if err != nil || len(list) == 0 {
					b.Errorf("no answer for %s: %v", user, err)
					return
				}
				seq = list[len(list)-1].Seq
				took[u] = append(took[u], time.Since(began))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	flat := slices.Concat(took...)
	slices.Sort(flat)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msgs/s")
	b.ReportMetric(float64(flat[len(flat)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(flat[len(flat)/2].Microseconds())/1000, "p50-ms")
}

// newBenchRig is a rig with one rule.
func newBenchRig(b *testing.B, change ...func(*Config)) *rig {
	change = append(change, func(c *Config) { c.Send.Quota = 0 })
	r := newRig(b, map[string]string{"hi.js": `bot.hear("hi", () => "hello");`}, change...)
	_ = r.sim.Configure(func(o *sim.Settings) { o.Quota = 0; o.Noise = 0 })
	return r
}
