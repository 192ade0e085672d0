package sim

import (
	"crypto/tls"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
)

// Options say how a [Server] is built. The zero value is a service that
// confirms logins by itself and holds polls for 35 seconds of real time.
type Options struct {
	// Clock is what the service's own clock is based on; nil is the machine's.
	// [Server.Advance] moves a clock that has an Advance method, such as
	// clock.Virtual, and otherwise adds to what it says.
	Clock clock.Clock
	// QR is "auto" (default: every QR code is confirmed at its first status
	// request) or "manual" (by its page, POST /sim/qr or [Server.QR]).
	QR string
	// Cursor is "replay" (default: messages that the next cursor does not
	// acknowledge come again) or "consume" (delivered once).
	Cursor string
	// Hold is how long an idle getupdates is held; 0 means 35 seconds.
	Hold time.Duration
	// Configure sets further behaviours to begin with, to which Reset goes back;
	// nil leaves all at their defaults.
	Configure func(*Settings)
	// TLS is what the second listener, where a redirected login goes on, serves
	// with: that of the first. nil serves without.
	TLS *tls.Config
	// Logger hears of requests at debug and of client mistakes at warn level;
	// nil is silent.
	Logger hclog.Logger
	// Seed makes random fields and values repeatable; 0 means a random seed.
	Seed uint64
}

// Server acts as the iLink service. It is an [http.Handler] for the API, the
// CDN (below /c2c), the control API (below /sim) and the page behind a QR code.
// All methods may be called from any goroutine.
type Server struct {
	clock   *skewed
	logger  hclog.Logger
	tls     *tls.Config // nil: the second listener serves without
	initial Settings
	mux     *http.ServeMux
	closed  chan struct{} // ends what waits inside the server

	mu sync.Mutex // guards everything below
	st *state
	// rnd makes ids, tokens and the random fields.
	rnd *rand.Rand
	// lastID is the newest message id; ids never repeat, not after Reset either.
	lastID uint64
	// second is where redirected logins go on, once one was redirected.
	second     net.Listener
	stopSecond func() error
	secondDone chan struct{}
	recording  bool
	recorded   []Exchange
}

// New builds a service without bots, users or messages. It panics on a value
// of Options that is none of those listed there; programs that take them from
// people check with [Options.Validate] first.
func New(o Options) *Server {
	if err := o.Validate(); err != nil {
		panic(err)
	}
	seed := o.Seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	s := &Server{
		clock:   newSkewed(o.Clock),
		logger:  o.Logger,
		tls:     o.TLS,
		initial: defaultSettings(),
		closed:  make(chan struct{}),
		rnd:     rand.New(rand.NewPCG(seed, 0x696c696e6b)),
	}
	if s.logger == nil {
		s.logger = hclog.NewNullLogger()
	}
	s.initial.apply(o)
	s.st = newState(s.initial)
	s.mux = s.routes()
	return s
}

// Validate reports the first field with a value that New does not take.
func (o Options) Validate() error {
	set := defaultSettings()
	set.apply(o)
	return set.validate()
}

func (s *Server) routes() *http.ServeMux {
	m := http.NewServeMux()
	s.routeAPI(m)
	s.routeCDN(m)
	m.HandleFunc("/q/", s.serveQRPage)
	s.routeControl(m)
	m.HandleFunc("/", s.serveElse)
	return m
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Setting the header keeps net/http from writing the machine's time.
	w.Header().Set("Date", s.clock.Now().UTC().Format(http.TimeFormat))
	s.mux.ServeHTTP(w, r)
}

// Advance moves the service's clock forward by d: windows, tokens and QR codes
// age, held polls past their time are answered.
func (s *Server) Advance(d time.Duration) { s.clock.Advance(d) }

// Now is the service's time, which every Date header follows.
func (s *Server) Now() time.Time { return s.clock.Now() }

// Reset forgets messages, violations, faults and QR codes, sets options and
// clock back, and keeps bots that are logged in: their clients go on polling.
// ResetLogins forgets the bots, too.
func (s *Server) Reset() { s.reset(true) }

// ResetLogins is [Server.Reset] that also revokes every login; held polls are
// answered with -14.
func (s *Server) ResetLogins() { s.reset(false) }

func (s *Server) reset(keepLogins bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.st
	s.st = newState(s.initial)
	s.st.forget(old)
	for _, id := range old.botOrder {
		b := old.bots[id]
		if keepLogins && b.alive() && !b.superseded {
			s.st.adopt(b)
			continue
		}
		b.revoke()
	}
	for key, q := range old.qrs { // their clients learn that they are dead
		if !q.over() {
			q.set(qrExpired)
		}
		s.st.qrs[key] = q
	}
	old.sent.announceAll()
	old.files.remove()
	s.clock.rewind()
}

// Close hangs up on held polls and removes temporary files; logins are not
// revoked, so that no client takes the end of the service for that of its bot.
// It may be called again.
func (s *Server) Close() error {
	stop, done, err := s.shut()
	if stop != nil {
		err = stop()
		<-done
	}
	return err
}

// shut closes what needs the lock and returns how to end the second listener.
func (s *Server) shut() (stop func() error, done chan struct{}, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return nil, nil, nil
	default:
		close(s.closed)
	}
	s.st.sent.announceAll()
	s.st.files.remove()
	return s.stopSecond, s.secondDone, nil
}
