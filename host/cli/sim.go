package cli

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"hotreply/ilink/sim"
)

func newSim(g *globals) *cobra.Command {
	var listen, certificate string
	var secure bool
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
			s := simListener{address: listen, secure: secure || certificate != "", certificate: certificate}
			return runSim(cmd.Context(), g, s, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:9900", "`address` to listen on; port 0 takes a free one")
	f.StringVar(&o.QR, "qr", "auto", "auto confirms logins by itself, manual waits for the page or /sim/qr")
	f.StringVar(&o.Cursor, "cursor", "replay", "replay delivers again what the next cursor does not acknowledge, consume does not")
	f.DurationVar(&o.Hold, "hold", 35*time.Second, "how long an idle poll is held")
	f.Uint64Var(&o.Seed, "seed", 0, "makes random fields repeatable (0: random)")
	f.BoolVar(&secure, "tls", false, "serve https with a certificate made for it")
	f.StringVar(&certificate, "tls-cert", "", "where to put that certificate: `file` (with --tls alone: a temporary one)")
	addSimOptions(f, &o)
	return cmd
}

// addSimOptions makes a flag of every option that has none yet.
func addSimOptions(f *pflag.FlagSet, o *sim.Options) {
	var chosen []*simOption
	o.Configure = func(set *sim.Settings) {
		for _, c := range chosen {
			if c.given {
				_ = set.SetOption(c.Key, c.value) // Set has tried it
			}
		}
	}
	for _, option := range sim.SettingOptions() {
		name := strings.ReplaceAll(option.Key, "_", "-")
		if f.Lookup(name) != nil {
			continue
		}
		c := &simOption{Option: option}
		chosen = append(chosen, c)
		flag := f.VarPF(c, name, "", "option "+option.Key+" of /sim/options")
		if option.Switch {
			flag.NoOptDefVal = "true"
		}
	}
	f.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		return pflag.NormalizedName(strings.ReplaceAll(name, "_", "-"))
	})
}

// simOption is an option as a flag.
type simOption struct {
	sim.Option
	value string
	given bool
}

// String is the value in force.
func (c *simOption) String() string { return cmp.Or(c.value, c.Default) }

// Type says what it can be.
func (c *simOption) Type() string { return c.Values }

// Set takes a value if the option can have it.
func (c *simOption) Set(value string) error {
	probe := sim.New(sim.Options{})
	defer probe.Close()
	set := probe.Settings()
	if err := set.SetOption(c.Key, value); err != nil {
		hint := ""
		if problem, is := errors.AsType[*sim.ControlError](err); is {
			hint = ": " + problem.Advice
		}
		return fmt.Errorf("%w%s", err, hint)
	}
	c.value, c.given = value, true
	return nil
}

func runSim(ctx context.Context, g *globals, listener simListener, o sim.Options) error {
	if err := o.Validate(); err != nil {
		hint := "see hotreply sim --help"
		if problem, is := errors.AsType[*sim.ControlError](err); is {
			hint = problem.Advice + "; " + hint
		}
		return usage(hint, "%v", err)
	}
	c, err := g.load()
	if err != nil {
		return err
	}
	o.Logger = c.Logger.Named("sim")
	service, err := listener.start(o)
	if err != nil {
		return err
	}
	ctx, quit, stop := watchSignals(ctx)
	defer stop()
	fmt.Fprintf(g.streams.Out, "simulator listens on %s\n", service.base)
	fmt.Fprintf(g.streams.Err, "base_url = %q\ncdn_base_url = %q\n", service.base, service.base+"/c2c")
	if service.certificate != "" {
		fmt.Fprintf(g.streams.Err, "certificate = %q\nhint: clients trust it by SSL_CERT_FILE (Go, Python, OpenSSL) or NODE_EXTRA_CA_CERTS (Node) with this path\n", service.certificate)
	}
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
	base  string     // http://HOST:PORT, or https
	ended chan error // gets the reason when serving ends by itself

	certificate string // the file with it; "" without TLS
	temporary   bool   // it goes with the service
}

// simListener is where and how a simulator listens.
type simListener struct {
	address     string
	secure      bool
	certificate string // where the certificate goes; "" is a temporary file
}

// listenSim starts a simulator; close ends it.
func listenSim(address string, o sim.Options) (*simService, error) {
	return simListener{address: address}.start(o)
}

func (at simListener) start(o sim.Options) (*simService, error) {
	l, err := net.Listen("tcp", at.address)
	if err != nil {
		return nil, failed("take another address: --listen 127.0.0.1:0", "simulator: %v", err)
	}
	s := &simService{base: "http://" + l.Addr().String(), ended: make(chan error, 1)}
	if at.secure {
		config, file, err := makeCertificate(at.certificate, l.Addr())
		if err != nil {
			_ = l.Close()
			return nil, failed("", "simulator: certificate: %v", err)
		}
		s.base = "https://" + l.Addr().String()
		s.certificate, s.temporary = file, at.certificate == ""
		o.TLS = config
		l = tls.NewListener(l, config)
	}
	s.Server = sim.New(o)
	s.http = &http.Server{Handler: s.Server, ReadHeaderTimeout: 10 * time.Second}
	if o.Logger != nil { // a client that does not trust the certificate, among others
		s.http.ErrorLog = o.Logger.StandardLogger(&hclog.StandardLoggerOptions{ForceLevel: hclog.Debug})
	}
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
	if s.temporary {
		_ = os.Remove(s.certificate)
	}
}
