package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// A client that goes nowhere but to https, and trusts the certificate that the
// start names, logs in through a redirect.
func TestSimOverTLS(t *testing.T) {
	service, err := simListener{address: "127.0.0.1:0", secure: true}.start(sim.Options{QR: "manual"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(service.certificate)
	if err != nil || strings.Contains(string(text), "PRIVATE") {
		t.Errorf("certificate: %v, %.100s; want it without its key", err, text)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatal("the file holds no certificate")
	}
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	defer web.CloseIdleConnections()
	phone := func(action string) {
		if _, err := service.QR(sim.QRAction{Action: action}); err != nil {
			t.Error(err)
		}
	}
	redirected := 0
	login := &ilink.Login{
		Client: &ilink.Client{HomeURL: service.base, HTTP: web},
		Show: func(code ilink.QRCode) {
			if !strings.HasPrefix(code.Content, "https://") {
				t.Errorf("the code leads to %s", code.Content)
			}
			phone("redirect")
		},
		Say: func(e ilink.LoginEvent) {
			if e.Step == ilink.LoginRedirected {
				redirected++
				phone("confirm")
			}
		},
	}
	cred, err := login.Run(t.Context())
	if err != nil || redirected != 1 || !strings.HasPrefix(cred.BaseURL, "https://") {
		t.Errorf("Run = %+v, %v after %d redirects; want a login at https after one", cred, err, redirected)
	}
	if v := service.Violations(); len(v) > 0 {
		t.Errorf("violations: %+v", v)
	}
	service.close()
	if _, err := os.Stat(service.certificate); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after the end the certificate is still there: %v", err)
	}
}
