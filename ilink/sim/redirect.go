package sim

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// After the status scaned_but_redirect a login goes on at another host. Here
// that is a second listener of the same server on the same address, opened
// when it is first needed and closed by Close.

// secondKey marks requests that came by the second listener.
type secondKey struct{}

func isSecond(r *http.Request) bool { return r.Context().Value(secondKey{}) != nil }

// redirectAnswer names the second listener in the form that the settings ask
// for. Callers hold Server.mu.
func (s *Server) redirectAnswer(c *call) answer {
	a := answer{fields: object{{name: "status", value: qrRedirect}}}
	host, err := s.secondHostLocked(c.r)
	if err != nil {
		s.logger.Error("no second listener", "err", err)
		return answer{status: http.StatusInternalServerError, raw: []byte("no second listener: " + err.Error())}
	}
	switch s.st.set.RedirectHost {
	case "empty":
		host = ""
	case "url":
		host = s.secondSchemeLocked() + host
	}
	a.fields = append(a.fields, field{name: "redirect_host", value: host})
	return a
}

func (s *Server) secondSchemeLocked() string {
	if s.tls != nil {
		return "https://"
	}
	return "http://"
}

// secondHostLocked returns host:port of the second listener under the name by
// which the client knows the first.
func (s *Server) secondHostLocked(r *http.Request) (string, error) {
	if s.second == nil {
		if err := s.listenLocked(r); err != nil {
			return "", err
		}
	}
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	_, port, err := net.SplitHostPort(s.second.Addr().String())
	return net.JoinHostPort(name, port), err
}

func (s *Server) listenLocked(r *http.Request) error {
	ip := "127.0.0.1"
	if addr, has := r.Context().Value(http.LocalAddrContextKey).(net.Addr); has {
		if host, _, err := net.SplitHostPort(addr.String()); err == nil {
			ip = host
		}
	}
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		return err
	}
	s.second = l
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			return context.WithValue(ctx, secondKey{}, true)
		},
	}
	if s.tls != nil {
		l = tls.NewListener(l, s.tls)
	}
	s.secondDone = make(chan struct{})
	go func() {
		defer close(s.secondDone)
		_ = srv.Serve(l) // ends when Close closes the server
	}()
	s.stopSecond = srv.Close
	return nil
}
