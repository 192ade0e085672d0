package sim

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"time"
)

const slowDefault = 5 * time.Second

// failBefore lets faults strike before the service acts. It reports true when
// the request is over, with the answer to send.
func (s *Server) failBefore(c *call) (answer, bool) {
	if f, hit := s.strike(beforeActing, c.op, kind("slow")); hit {
		c.fault = f.Kind
		s.pause(c, f.delayOr(slowDefault))
	}
	f, hit := s.strike(beforeActing, c.op, notKind("slow"))
	if !hit {
		return answer{}, false
	}
	c.fault = f.Kind
	if status, is := f.number("http_"); is {
		return answer{status: status, raw: []byte(http.StatusText(status))}, true
	}
	if ret, is := f.number("ret_"); is {
		if ret == -14 {
			return staleToken(), true
		}
		if ret == -3 {
			return refuse(ret, invalidArguments), true
		}
		return refuse(ret, ""), true
	}
	return answer{cut: cutReset}, true
}

// pause waits on the service's clock. A request that acts does so even if its
// client has given up; a poll does not.
func (s *Server) pause(c *call, d time.Duration) {
	over := make(chan struct{})
	stop := s.clock.AfterFunc(d, func() { close(over) })
	defer stop()
	var gone <-chan struct{}
	if c.op == "getupdates" || c.op == "get_qrcode_status" {
		gone = c.r.Context().Done()
	}
	select {
	case <-over:
	case <-gone:
	case <-s.closed:
	}
}

// failAfter lets a fault spoil the answer of a request that was acted on.
func (s *Server) failAfter(c *call, a answer) answer {
	f, hit := s.strike(afterActing, c.op, notKind(""))
	if !hit {
		return a
	}
	c.fault = f.Kind
	switch f.Kind {
	case "drop_response":
		a.cut = cutClose
	case "empty_body":
		a.raw = []byte{}
	case "garbage_json":
		a.raw = []byte(`{"ret":0,"msgs":[{"seq":` + strings.Repeat("\x00<html>", 3))
	case "no_message_id":
		a.raw = []byte(`{"ret":0}`)
	}
	return a
}

// How a connection ends without an answer.
type cut int

const (
	cutNot   cut = iota
	cutClose     // closed in the middle, as when the answer is lost
	cutReset     // reset, as by a dying peer
)

// hangUp ends the connection of w.
func hangUp(w http.ResponseWriter, how cut) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the documented way where a connection can not be had
	}
	if how == cutReset {
		raw := conn
		if secure, is := conn.(*tls.Conn); is {
			raw = secure.NetConn()
		}
		if tcp, is := raw.(*net.TCPConn); is {
			_ = tcp.SetLinger(0) // best effort: without it the client sees EOF
		}
	}
	_ = conn.Close()
}
