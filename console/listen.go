package console

import (
	"context"
	"net"
	"net/http"
	"os"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/hint"
)

// Options are what a console needs to know.
type Options struct {
	Listen  string       // host:port; port 0 is a free one
	AnyPort bool         // a free port will do when Listen's is taken
	Token   string       // what callers of /api have to show; not empty
	Log     hclog.Logger // nil logs nothing
	Limits  Limits
}

// Console is a listener with a backend behind it.
type Console struct {
	listener net.Listener
	server   *http.Server
	note     string // file with the address, "" if there is none
}

// Open takes the address; nobody is answered before [Console.Serve]. It fails
// with what the system says of the address, and a hint.
func Open(b Backend, o Options) (*Console, error) {
	if o.Log == nil {
		o.Log = hclog.NewNullLogger()
	}
	l, err := listen(o)
	if err != nil {
		return nil, err
	}
	return &Console{listener: l, server: o.Limits.server(Handler(b, o), o.Log)}, nil
}

// Addr is the address that the console got, host:port.
func (c *Console) Addr() string { return c.listener.Addr().String() }

// Note writes the address into a state folder, where [Address] finds it until
// Serve returns. Call it before Serve. Its errors are the system's.
func (c *Console) Note(dir string) error {
	c.note = addressPath(dir)
	return os.WriteFile(c.note, []byte(c.Addr()+"\n"), 0o600)
}

// Serve answers requests until ctx ends; then it cuts off those under way and
// takes the noted address back. A console serves once.
func (c *Console) Serve(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = c.server.Close() })
	defer stop()
	_ = c.server.Serve(c.listener)
	_ = c.server.Close() // and waits for the other Close
	if c.note != "" {
		_ = os.Remove(c.note)
	}
}

// listen listens on the address, or on a free port beside it if that will do.
func listen(o Options) (net.Listener, error) {
	l, err := net.Listen("tcp", o.Listen)
	if err == nil {
		return l, nil
	}
	busy := hint.New(`another program has this port, perhaps another hotreply; set console.listen in config.toml to another one, or to "" for no console`,
		"console: listen on %s: %w", o.Listen, err)
	name, port, split := net.SplitHostPort(o.Listen)
	if !o.AnyPort || split != nil {
		return nil, busy
	}
	if l, err = net.Listen("tcp", net.JoinHostPort(name, "0")); err != nil {
		return nil, busy
	}
	o.Log.Info("port "+port+" is taken, the console has a free one", "console", l.Addr().String(), "err", busy.Err,
		"hint", "to keep one address, set console.listen in config.toml to another port")
	return l, nil
}
