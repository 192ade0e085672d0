package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// front is a process that speaks TLS before the simulator: HTTP/1.1 as the
// real service, or HTTP/2. It passes bytes on and keeps every connection, so
// that dialling anew costs the client what it costs.
type front struct {
	*process
	base        string // https://HOST:PORT
	certificate string // the file with it
}

func startFront(ctx context.Context, to, dir string, h2 bool) (*front, error) {
	self, err := executable()
	if err != nil {
		return nil, err
	}
	f := &front{certificate: filepath.Join(dir, "front.pem")}
	p, address, err := startTelling(ctx, exec.Command(self, "front", "-to", to, "-cert", f.certificate, fmt.Sprintf("-h2=%v", h2)))
	if err != nil {
		return nil, err
	}
	f.process, f.base = p, "https://"+address
	return f, nil
}

// serveFront is that process. It says where it listens, and ends when killed.
func serveFront(ctx context.Context, to, certificate string, h2 bool) error {
	config, err := selfSigned(certificate)
	if err != nil {
		return err
	}
	if h2 {
		config.NextProtos = []string{"h2", "http/1.1"}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	fmt.Println(l.Addr())
	if h2 {
		proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: to})
		proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 1000}
		server := &http.Server{Handler: proxy, TLSConfig: config}
		return ended(ctx, server.ServeTLS(l, "", ""))
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return ended(ctx, err)
		}
		go func() { // ends with the connection
			if err := relay(tls.Server(c, config), to, nil); err != nil {
				fmt.Fprintln(os.Stderr, "front:", err)
			}
		}()
	}
}

// ended is nil for the end of serving that was asked for.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// relay passes a connection's bytes on to an address and back until either
// end closes. see, unless nil, is shown what the client sends.
func relay(client net.Conn, to string, see func([]byte)) error {
	defer client.Close()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return err
	}
	go func() { // ends with either connection
		_, _ = io.Copy(client, server)
		_ = client.Close()
		_ = server.Close()
	}()
	buffer := make([]byte, 16<<10)
	for {
		n, err := client.Read(buffer)
		if see != nil {
			see(buffer[:n])
		}
		if n > 0 {
			if _, err := server.Write(buffer[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break // the client's end, or the other goroutine's
		}
	}
	return server.Close()
}

// selfSigned makes a certificate for this machine and writes it to a file.
func selfSigned(path string) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), BasicConstraintsValid: true, IsCA: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(0, 0, 7),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	return config, os.WriteFile(path, text, 0o644)
}

// gate is a relay inside bench that tells when a client polls for the first
// time.
type gate struct {
	listener net.Listener
	polled   chan time.Time // holds the first poll
}

func openGate(to string) (*gate, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	g := &gate{listener: l, polled: make(chan time.Time, 1)}
	go func() { // ends by close
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go func() { _ = relay(c, to, g.see) }() // ends with the connection
			}
		}
	}()
	return g, nil
}

func (g *gate) base() string { return "http://" + g.listener.Addr().String() }

func (g *gate) close() { _ = g.listener.Close() }

// see looks for a poll in what a client sends: its request line comes first.
func (g *gate) see(sent []byte) {
	line, _, _ := bytes.Cut(sent, []byte("\r\n"))
	if bytes.Contains(line, []byte("/getupdates ")) {
		select {
		case g.polled <- time.Now():
		default: // not the first
		}
	}
}
