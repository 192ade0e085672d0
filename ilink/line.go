package ilink

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// line is the network connection below one of net/http, and below its TLS. It
// knows what net/http does not tell: whether anything of a request was put on
// it, and whether the other side has closed it already. A message that is
// written to a closed connection is lost without a word, and one that may have
// left is in doubt; so a request is refused before its first byte, and net/http
// takes another connection.
type line struct {
	net.Conn

	sent    atomic.Int64 // bytes written
	boarded atomic.Int64 // those before the request that has it now
	ended   atomic.Bool  // a read has brought the end, or an error
	suspect atomic.Bool  // it was idle: to be looked at before the next byte
	stale   atomic.Bool  // nothing is written to it any more
	keeps   atomic.Int64 // how long it may be idle, as a [time.Duration]; 0 = not said
}

// errLineClosed refuses a request before its first byte.
var errLineClosed = errors.New("the other side has closed the idle connection")

func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) { // which says nothing of the other side
		l.ended.Store(true)
	}
	return n, err
}

func (l *line) Write(p []byte) (int, error) {
	if l.suspect.CompareAndSwap(true, false) && hasInput(l.Conn) || l.ended.Load() && l.idle() {
		l.stale.Store(true)
	}
	if l.stale.Load() {
		return 0, errLineClosed
	}
	n, err := l.Conn.Write(p)
	l.sent.Add(int64(n))
	return n, err
}

// board gives the line to a request; again after it was idle for so long.
func (l *line) board(again bool, idle time.Duration) {
	l.boarded.Store(l.sent.Load())
	if !again {
		return
	}
	if keeps := time.Duration(l.keeps.Load()); keeps > 0 && idle >= keeps {
		l.stale.Store(true)
	}
	l.suspect.Store(true)
}

// idle tells that nothing of the request has been written.
func (l *line) idle() bool { return l.sent.Load() == l.boarded.Load() }

// learn takes what an answer says of how long the connection is kept. The last
// second, or half of a shorter time, is left for the way.
func (l *line) learn(h http.Header) {
	for part := range strings.SplitSeq(h.Get("Keep-Alive"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if s, err := strconv.Atoi(strings.Trim(value, `" `)); err == nil && s >= 0 && s < 3600 && strings.EqualFold(strings.TrimSpace(name), "timeout") {
			keeps := time.Duration(s) * time.Second
			l.keeps.Store(int64(max(keeps-min(time.Second, keeps/2), 1)))
		}
	}
}

// lineOf is the line below a connection that carries one request at a time, nil
// if there is none.
func lineOf(c net.Conn) *line {
	for {
		switch t := c.(type) {
		case *line:
			return t
		case *tls.Conn:
			if t.ConnectionState().NegotiatedProtocol == "h2" {
				return nil // which tells by itself what was not looked at
			}
			c = t.NetConn()
		default:
			return nil
		}
	}
}
