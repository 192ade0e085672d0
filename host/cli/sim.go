package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"hotreply/ilink/sim"
)

func newSim(g *globals) *cobra.Command {
	var listen string
	var o sim.Options
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "run the WeChat simulator alone, for any iLink client",
		Long: `sim acts as the WeChat iLink service: log in, receive and send without a phone.
Point a client's base_url at http://HOST:PORT and its cdn_base_url at http://HOST:PORT/c2c.
What a user does is said over HTTP:

  curl -d '{"user":"alice@im.wechat","text":"hi"}' http://127.0.0.1:9900/sim/say
  curl 'http://127.0.0.1:9900/sim/sent?wait=5'
  curl http://127.0.0.1:9900/sim/violations`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSim(cmd.Context(), g, listen, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:9900", "`address` to listen on; port 0 takes a free one")
	f.StringVar(&o.QR, "qr", "auto", "auto confirms logins by itself, manual waits for the page or /sim/qr")
	f.StringVar(&o.Cursor, "cursor", "replay", "replay delivers again what the next cursor does not acknowledge, consume does not")
	f.DurationVar(&o.Hold, "hold", 35*time.Second, "how long an idle poll is held")
	f.Uint64Var(&o.Seed, "seed", 0, "makes random fields repeatable (0: random)")
	return cmd
}

func runSim(ctx context.Context, g *globals, listen string, o sim.Options) error {
	if err := o.Validate(); err != nil {
		return usage("see hotreply sim --help", "%v", err)
	}
	c, err := g.load()
	if err != nil {
		return err
	}
	o.Logger = c.Logger.Named("sim")
	service, err := listenSim(listen, o)
	if err != nil {
		return err
	}
	ctx, quit, stop := watchSignals(ctx)
	defer stop()
	fmt.Fprintf(g.streams.Out, "simulator listens on %s\n", service.base)
	fmt.Fprintf(g.streams.Err, "base_url = %q\ncdn_base_url = %q\n", service.base, service.base+"/c2c")
	select {
	case <-ctx.Done():
	case err := <-service.ended:
		return failed("", "simulator: %v", err)
	}
	service.close()
	return stopped(quit)
}

// simService is a simulator that listens.
type simService struct {
	*sim.Server
	http  *http.Server
	base  string     // http://HOST:PORT
	ended chan error // gets the reason when serving ends by itself
}

// listenSim starts a simulator; close ends it.
func listenSim(address string, o sim.Options) (*simService, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, failed("take another address: --listen 127.0.0.1:0", "simulator: %v", err)
	}
	s := &simService{Server: sim.New(o), base: "http://" + l.Addr().String(), ended: make(chan error, 1)}
	s.http = &http.Server{Handler: s.Server, ReadHeaderTimeout: 10 * time.Second}
	go func() { // ends by close
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.ended <- err
		}
	}()
	return s, nil
}

// close ends held polls at once: nobody waits for them any more.
func (s *simService) close() {
	_ = s.http.Close()
	_ = s.Server.Close()
}
