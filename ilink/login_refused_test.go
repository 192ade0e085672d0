package ilink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// codeService hands out a code when answer lets it: answer gets the number of
// the request for one, from 1, the method and the body, and returns a status
// (0: the code) and a body.
func codeService(t *testing.T, asked *[]string, answer func(n int, method, body string) (int, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "get_qrcode_status") {
			io.WriteString(w, confirmed)
			return
		}
		if r.URL.Query().Get("bot_type") != "3" {
			t.Errorf("asked with %s, want bot_type=3", r.URL.RawQuery)
		}
		data, _ := io.ReadAll(r.Body)
		*asked = append(*asked, strings.TrimSpace(r.Method+" "+string(data)))
		status, body := answer(len(*asked), r.Method, string(data))
		if status == 0 {
			status, body = 200, `{"qrcode":"key","qrcode_img_content":"https://x.invalid/1"}`
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// A saved token that is dead is answered -3: the code is asked for once more
// without it, at once.
func TestLoginWithoutTheTokensThatAreRefused(t *testing.T) {
	for _, answer := range []string{`{"ret":-3}`, `{"errcode":-3,"errmsg":"invalid arguments"}`, `{"errcode":-14}`} {
		synctest.Test(t, func(t *testing.T) {
			var asked []string
			h := codeService(t, &asked, func(_ int, _, body string) (int, string) {
				if strings.Contains(body, "dead") {
					return 200, answer
				}
				return 0, ""
			})
			start := time.Now()
			_, err := (&Login{Client: inMemory(h), LocalTokens: []Secret{"dead"}, Show: func(QRCode) {}}).Run(bg)
			want := []string{`POST {"local_token_list":["dead"]}`, `POST {"local_token_list":[]}`}
			if err != nil || !slices.Equal(asked, want) {
				t.Errorf("after %s: Run = %v, asked %q, want %q", answer, err, asked, want)
			}
			if took := time.Since(start); took > 0 {
				t.Errorf("the second question waited %s", took)
			}
		})
	}
}

// What is refused once is asked for again, like what a server fails to do.
func TestLoginAsksAgainAfterARefusal(t *testing.T) {
	for name, first := range map[string]struct {
		status int
		body   string
	}{
		"403": {403, "forbidden"}, "404": {404, "not found"}, "502": {502, ""}, "429": {429, ""},
		"ret": {200, `{"ret":-1,"errmsg":"busy"}`}, "ret 2": {200, `{"ret":2}`}, "errcode": {200, `{"errcode":-12}`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked []string
				h := codeService(t, &asked, func(n int, _, _ string) (int, string) {
					if n == 1 {
						return first.status, first.body
					}
					return 0, ""
				})
				var said error
				l := &Login{Client: inMemory(h), Show: func(QRCode) {}, Say: func(e LoginEvent) { said = errors.Join(said, e.Err) }}
				if _, err := l.Run(bg); err != nil || len(asked) != 2 {
					t.Errorf("Run = %v after %q, want a login with the second question", err, asked)
				}
				if said == nil {
					t.Error("nothing was said of the first")
				}
			})
		})
	}
}

// A service that goes on refusing ends the login at its deadline, with what it said.
func TestLoginGivesUpOnRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := inMemory(answer200(`{"ret":2,"errmsg":"bad bot_type"}`))
		_, err := (&Login{Client: c, Show: func(QRCode) {}}).Run(bg)
		var given *LoginGivenUpError
		if !errors.As(err, &given) || !strings.Contains(err.Error(), "bad bot_type") || given.Hint() == "" {
			t.Errorf("Run = %v, want it given up with the refusal", err)
		}
	})
}

// A service of older days knows the GET alone.
func TestLoginAsksByGET(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		h := codeService(t, &asked, func(_ int, method, _ string) (int, string) {
			if method == http.MethodPost {
				return http.StatusMethodNotAllowed, ""
			}
			return 0, ""
		})
		_, err := (&Login{Client: inMemory(h), LocalTokens: []Secret{"tok"}, Show: func(QRCode) {}}).Run(bg)
		if want := []string{`POST {"local_token_list":["tok"]}`, "GET"}; err != nil || !slices.Equal(asked, want) {
			t.Errorf("Run = %v, asked %q, want %q", err, asked, want)
		}
	})
}

// A host that is not the service's ends the login: what came of it could not
// work, and scanning again would not change that.
func TestLoginEndsAtAForeignHost(t *testing.T) {
	for field, statuses := range map[string][]string{
		"baseurl":       {strings.Replace(confirmed, "idc.weixin.qq.com", "evil.example", 1)},
		"redirect_host": {`{"status":"scaned_but_redirect","redirect_host":"evil.example"}`, confirmed},
	} {
		synctest.Test(t, func(t *testing.T) {
			q := &qrService{t: t, codes: [][]string{statuses}}
			shown := 0
			var steps []LoginStep
			l := &Login{Client: inMemory(q.ServeHTTP), Show: func(QRCode) { shown++ }, Say: func(e LoginEvent) { steps = append(steps, e.Step) }}
			cred, err := l.Run(bg)
			var host *HostError
			if !errors.As(err, &host) || host.Field != field || host.Host != "evil.example" || !strings.Contains(host.Hint(), "config.toml") {
				t.Errorf("%s: Run = %+v, %v; want a HostError", field, cred, err)
			}
			if shown != 1 || slices.Contains(steps, LoginConfirmed) {
				t.Errorf("%s: %d codes were shown, steps %q; want one code and no confirmation", field, shown, steps)
			}
		})
	}
}

// The question what has become of a code is held like a poll, and cut like one.
func TestLoginStatusThatIsCutIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		var steps []LoginStep
		h := func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				io.WriteString(w, `{"qrcode":"key","qrcode_img_content":"https://x.invalid/1"}`)
				return
			}
			if n++; n <= 4 {
				time.Sleep(17 * time.Second)
				w.WriteHeader(524)
				return
			}
			io.WriteString(w, confirmed)
		}
		start := time.Now()
		l := &Login{Client: inMemory(h), Show: func(QRCode) {}, Say: func(e LoginEvent) { steps = append(steps, e.Step) }}
		if _, err := l.Run(context.Background()); err != nil || !slices.Equal(steps, []LoginStep{LoginConfirmed}) {
			t.Errorf("Run = %v, steps %q; want nothing but the confirmation", err, steps)
		}
		if took := time.Since(start); took != 4*18*time.Second {
			t.Errorf("it took %s, want 17 s and one of pause each time", took)
		}
	})
}

// What a login consists of goes into headers, file names and keys.
func TestLoginOutOfBounds(t *testing.T) {
	long := strings.Repeat("x", 40<<10)
	for name, status := range map[string]string{
		"token":           fmt.Sprintf(`{"status":"confirmed","bot_token":%q,"ilink_bot_id":"b@im.bot"}`, long),
		"bot id":          fmt.Sprintf(`{"status":"confirmed","bot_token":"tok","ilink_bot_id":%q}`, long),
		"user id":         fmt.Sprintf(`{"status":"confirmed","bot_token":"tok","ilink_bot_id":"b@im.bot","ilink_user_id":%q}`, long),
		"line in a token": `{"status":"confirmed","bot_token":"to\nk","ilink_bot_id":"b@im.bot"}`,
		"zero in an id":   `{"status":"confirmed","bot_token":"tok","ilink_bot_id":"b\u0000@im.bot"}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			q := &qrService{t: t, codes: [][]string{{status}}}
			_, err := (&Login{Client: inMemory(q.ServeHTTP), Show: func(QRCode) {}}).Run(bg)
			var e *Error
			if !errors.As(err, &e) || len(err.Error()) > 300 {
				t.Errorf("%s: Run = %.200v, want a short refusal of it", name, err)
			}
		})
	}
}
