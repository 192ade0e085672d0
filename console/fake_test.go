package console_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hotreply/bot"
	"hotreply/console"
	"hotreply/store"
)

// fake is a backend of a test's making; what a test leaves out answers errFake.
type fake struct {
	deliver  func(key, to string, c bot.Content, o bot.SendOptions) (bot.Receipt, error)
	wait     func(ctx context.Context) // before a delivery answers
	messages func(console.MessageFilter) ([]console.Message, error)
	retry    func(id uint64) error
	dump     func(io.Writer) error
	load     func(io.Reader) (store.Loaded, error)
	accounts []console.Account
	slow     []console.SlowPattern
	slowErr  error
}

var errFake = errors.New("the fake has nothing")

func (f *fake) Deliver(ctx context.Context, key, to string, c bot.Content, o bot.SendOptions) (bot.Receipt, error) {
	if f.wait != nil {
		f.wait(ctx)
	}
	if f.deliver == nil {
		return bot.Receipt{}, errFake
	}
	return f.deliver(key, to, c, o)
}

func (f *fake) Messages(filter console.MessageFilter) ([]console.Message, error) {
	if f.messages == nil {
		return nil, errFake
	}
	return f.messages(filter)
}

func (f *fake) Retry(_ context.Context, id uint64) error {
	if f.retry == nil {
		return errFake
	}
	return f.retry(id)
}

func (f *fake) Dump(_ context.Context, w io.Writer) error {
	if f.dump == nil {
		return errFake
	}
	return f.dump(w)
}

func (f *fake) Load(_ context.Context, r io.Reader) (store.Loaded, error) {
	if f.load == nil {
		return store.Loaded{}, errFake
	}
	return f.load(r)
}

func (f *fake) Accounts() []console.Account { return f.accounts }

func (f *fake) SlowPatterns() ([]console.SlowPattern, error) { return f.slow, f.slowErr }

// call makes a request with the token to a console that needs no listener.
func call(t *testing.T, f *fake, method, path, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8686"
	r.Header.Set("Authorization", "Bearer secret")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	console.Handler(f, console.Options{Listen: "127.0.0.1:8686", Token: "secret"}).ServeHTTP(w, r)
	return w
}

// serve has a console listen until the test ends, and returns its address.
func serve(t *testing.T, f *fake, l console.Limits) string {
	t.Helper()
	c, err := console.Open(f, console.Options{Listen: "127.0.0.1:0", Token: "secret", Limits: l})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); c.Serve(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return c.Addr()
}

// post is a request with the token to a console that listens.
func post(t *testing.T, addr, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+addr+"/api/send", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer secret")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}
