package media_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"hotreply/bot"
	"hotreply/host/internal/media"
	"hotreply/ilink"
)

// answering is a fetcher that gives one answer.
type answering func(*http.Request) (*http.Response, error)

func (f answering) Do(r *http.Request) (*http.Response, error) { return f(r) }

// answer is a response with a body to a request.
func answer(r *http.Request, status int, body io.Reader, header ...string) *http.Response {
	resp := &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)),
		Request: r, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: -1,
	}
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

var errForbidden = errors.New("forbidden here")

// hinted is an error that brings its own advice.
type hinted struct{ error }

func (hinted) Hint() string { return "wait for the moon" }

// TestURLs: what a URL gives is read, and what goes wrong with it is named
// without the keys in its query.
func TestURLs(t *testing.T) {
	short := io.MultiReader(strings.NewReader("half"), errReader{io.ErrUnexpectedEOF})
	for _, c := range []struct {
		about, address, want string
		advice               string
		do                   answering
	}{
		{"a file", "http://a.test/cat.png?key=SECRET", "meow", "", func(r *http.Request) (*http.Response, error) {
			return answer(r, 200, strings.NewReader("meow")), nil
		}},
		{"none", "http://a.test/dog?key=SECRET", "!GONE", "browser", func(r *http.Request) (*http.Response, error) {
			return answer(r, 404, strings.NewReader("no dog")), nil
		}},
		{"no answer", "http://a.test/?key=SECRET", "!GONE", "network", func(*http.Request) (*http.Response, error) {
			return nil, errors.New("connection refused")
		}},
		{"advice of its own", "http://a.test/?key=SECRET", "!GONE", "moon", func(*http.Request) (*http.Response, error) {
			return nil, hinted{errors.New("too early")}
		}},
		{"a forbidden one", "http://a.test/?key=SECRET", "!PATH_REFUSED", "", func(*http.Request) (*http.Response, error) {
			return nil, errForbidden
		}},
		{"half of it", "http://a.test/?key=SECRET", "!GONE", "network", func(r *http.Request) (*http.Response, error) {
			return answer(r, 200, short), nil
		}},
		{"too much", "http://a.test/?key=SECRET", "!TOO_LARGE", "", func(r *http.Request) (*http.Response, error) {
			resp := answer(r, 200, strings.NewReader(""))
			resp.ContentLength = 1 << 20
			return resp, nil
		}},
		{"no address", "http://bad host/", "!GONE", "", nil},
	} {
		r := newRig(t)
		r.o.Fetch, r.o.MaxSize = c.do, 1<<10
		r.o.Refused = func(err error) bool { return errors.Is(err, errForbidden) }
		if got, _ := r.opened(bot.Source{URL: c.address}); got != c.want {
			t.Errorf("%s: %q, want %q", c.about, got, c.want)
		}
		body, _, err := media.New(r.o).Open(context.Background(), bot.Source{URL: c.address})
		if err == nil {
			_, err = io.ReadAll(body)
		}
		var e *ilink.MediaError
		if errors.As(err, &e) && (strings.Contains(e.Error(), "SECRET") || !strings.Contains(e.Hint(), c.advice)) {
			t.Errorf("%s: %v, with the hint %q", c.about, e, e.Hint())
		}
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// TestURLEndsWithItsContext: what ended the context is the error.
func TestURLEndsWithItsContext(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancelCause(context.Background())
	over := errors.New("the handler is over")
	r.o.Fetch = answering(func(*http.Request) (*http.Response, error) {
		cancel(over)
		return nil, ctx.Err()
	})
	if _, _, err := media.New(r.o).Open(ctx, bot.Source{URL: "http://a.test/"}); !errors.Is(err, over) {
		t.Errorf("got %v, want %v", err, over)
	}
}
