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

// qrService acts out a login: each code is answered with the next list of
// statuses, "" standing for a question that nobody answers.
type qrService struct {
	t      *testing.T
	codes  [][]string
	issued int
	asked  []string // host and verify code of each question
	tokens []string // bodies of the requests for a code
}

func (q *qrService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		data, _ := io.ReadAll(r.Body)
		q.tokens = append(q.tokens, string(data))
		q.issued++
		if q.issued > len(q.codes) {
			q.t.Errorf("code %d was asked for, want at most %d", q.issued, len(q.codes))
		}
		fmt.Fprintf(w, `{"qrcode":"key%d","qrcode_img_content":"https://x.invalid/%d"}`, q.issued, q.issued)
		return
	}
	q.asked = append(q.asked, strings.TrimSuffix(r.URL.Host+" "+r.URL.Query().Get("verify_code"), " "))
	if want := fmt.Sprintf("key%d", q.issued); r.URL.Query().Get("qrcode") != want {
		q.t.Errorf("asked for code %q, want %q", r.URL.Query().Get("qrcode"), want)
	}
	list := q.codes[q.issued-1]
	if len(list) == 0 {
		hold(r)
		return
	}
	q.codes[q.issued-1] = list[1:]
	if strings.HasPrefix(list[0], "http ") {
		w.WriteHeader(524)
		return
	}
	io.WriteString(w, list[0])
}

const confirmed = `{"status":"confirmed","bot_token":"tok","ilink_bot_id":"b@im.bot","ilink_user_id":"u@im.wechat","baseurl":"https://idc.weixin.qq.com/api/"}`

func TestLoginStatuses(t *testing.T) {
	tests := []struct {
		name   string
		codes  [][]string
		digits []string // what the operator types
		err    error
		given  bool // given up
		steps  []LoginStep
		asked  []string
	}{
		{
			name:  "straight",
			codes: [][]string{{`{"status":"wait"}`, `{"status":"scaned"}`, `{"status":"scaned"}`, confirmed}},
			steps: []LoginStep{LoginScanned, LoginConfirmed},
		},
		{
			name:  "failures and silence are waited out",
			codes: [][]string{{"http 524", `nonsense`, `{"ret":-1}`, confirmed}},
			steps: []LoginStep{LoginRetrying, LoginRetrying, LoginRetrying, LoginConfirmed},
		},
		{
			name:  "unknown status",
			codes: [][]string{{`{"status":"thinking"}`, confirmed}},
			steps: []LoginStep{LoginUnknown, LoginConfirmed},
		},
		{
			name:   "verify code, wrong then right",
			codes:  [][]string{{`{"status":"need_verifycode"}`, `{"status":"need_verifycode"}`, `{"status":"scaned"}`, confirmed}},
			digits: []string{"1111", "4821"},
			steps:  []LoginStep{LoginVerifyCode, LoginWrongCode, LoginScanned, LoginConfirmed},
			asked:  []string{"service.test", "service.test 1111", "service.test 4821", "service.test"},
		},
		{
			name:   "blocked code is replaced and its digits forgotten",
			codes:  [][]string{{`{"status":"need_verifycode"}`, `{"status":"verify_code_blocked"}`}, {`{"status":"wait"}`, confirmed}},
			digits: []string{"1111"},
			steps:  []LoginStep{LoginVerifyCode, LoginCodeBlocked, LoginConfirmed},
			asked:  []string{"service.test", "service.test 1111", "service.test", "service.test"},
		},
		{
			name:  "expired code is replaced, at the home host",
			codes: [][]string{{`{"status":"scaned_but_redirect","redirect_host":"idc2.weixin.qq.com"}`, `{"status":"expired"}`}, {confirmed}},
			steps: []LoginStep{LoginRedirected, LoginExpired, LoginConfirmed},
			asked: []string{"service.test", "idc2.weixin.qq.com", "service.test"},
		},
		{
			name: "redirect in all forms",
			codes: [][]string{{
				`{"status":"scaned_but_redirect"}`,
				`{"status":"scaned_but_redirect","redirect_host":"a.weixin.qq.com"}`,
				`{"status":"scaned_but_redirect","redirect_host":"b.weixin.qq.com:8443"}`,
				`{"status":"scaned_but_redirect","redirect_host":"https://c.weixin.qq.com/"}`,
				`{"status":"scaned_but_redirect","redirect_host":"d.wechat.com"}`,
				confirmed,
			}},
			steps: []LoginStep{LoginRedirected, LoginRedirected, LoginRedirected, LoginRedirected, LoginConfirmed},
			asked: []string{"service.test", "service.test", "a.weixin.qq.com", "b.weixin.qq.com:8443", "c.weixin.qq.com", "d.wechat.com"},
		},
		{
			name:  "already bound",
			codes: [][]string{{`{"status":"binded_redirect"}`}},
			err:   ErrAlreadyConnected,
			steps: []LoginStep{LoginAlreadyBound},
		},
		{
			name:  "three codes and no more",
			codes: [][]string{{`{"status":"expired"}`}, {`{"status":"expired"}`}, {`{"status":"expired"}`}},
			given: true,
			steps: []LoginStep{LoginExpired, LoginExpired, LoginExpired},
		},
		{
			name:  "eight minutes and no more",
			codes: [][]string{{`{"status":"wait"}`}}, // then silence
			given: true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := &qrService{t: t, codes: tt.codes}
				var steps []LoginStep
				shown := 0
				l := &Login{
					Client: inMemory(q.ServeHTTP),
					Show:   func(QRCode) { shown++ },
					Say:    func(e LoginEvent) { steps = append(steps, e.Step) },
					VerifyCode: func(context.Context) (string, error) {
						d := tt.digits[0]
						tt.digits = tt.digits[1:]
						return d, nil
					},
				}
				start := time.Now()
				cred, err := l.Run(bg)
				var given *LoginGivenUpError
				switch {
				case tt.given:
					if !errors.As(err, &given) || given.Codes != shown || given.Hint() == "" {
						t.Errorf("Run = %v, want it given up after %d codes", err, shown)
					}
					if took := time.Since(start); took > 8*time.Minute+time.Second {
						t.Errorf("gave up after %s, want 8 min", took)
					}
				case !errors.Is(err, tt.err):
					t.Errorf("Run error = %v, want %v", err, tt.err)
				case err == nil && (cred.BotToken != "tok" || cred.BaseURL != "http://idc.weixin.qq.com/api/" || !cred.SavedAt.Equal(time.Now())):
					t.Errorf("credentials = %+v", cred)
				}
				if !slices.Equal(steps, tt.steps) {
					t.Errorf("steps = %q, want %q", steps, tt.steps)
				}
				if tt.asked != nil && !slices.Equal(q.asked, tt.asked) {
					t.Errorf("asked %q, want %q", q.asked, tt.asked)
				}
			})
		})
	}
}

func TestLoginWaitsASecondBetweenQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &qrService{t: t, codes: [][]string{{`{"status":"wait"}`, `{"status":"wait"}`, `{"status":"wait"}`, confirmed}}}
		start := time.Now()
		l := &Login{Client: inMemory(q.ServeHTTP), Show: func(QRCode) {}}
		if _, err := l.Run(bg); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("three waits took %s, want 3s", took)
		}
	})
}

// Without a single code nobody had anything to scan: the hint is the network's.
func TestLoginGivenUpWithoutACode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := inMemory(nil)
		c.HTTP.Transport = unreachable{}
		_, err := (&Login{Client: c, Show: func(QRCode) { t.Error("a code was shown") }}).Run(bg)
		var given *LoginGivenUpError
		if !errors.As(err, &given) || given.Codes != 0 || strings.Contains(given.Hint(), "scan") || !strings.Contains(given.Hint(), "base_url") {
			t.Errorf("Run = %v, want it given up with a hint about the network", err)
		}
	})
}

func TestLoginGivesLocalTokensOnlyWhenTold(t *testing.T) {
	for _, tt := range []struct {
		tokens []Secret
		want   string
	}{
		{nil, `{"local_token_list":[]}`},
		{[]Secret{"old"}, `{"local_token_list":["old"]}`},
	} {
		synctest.Test(t, func(t *testing.T) {
			q := &qrService{t: t, codes: [][]string{{confirmed}}}
			l := &Login{Client: inMemory(q.ServeHTTP), LocalTokens: tt.tokens, Show: func(QRCode) {}}
			if _, err := l.Run(bg); err != nil || q.tokens[0] != tt.want {
				t.Errorf("asked with %v, %v; want %s", q.tokens, err, tt.want)
			}
		})
	}
}

// The service takes ten at most.
func TestGetQRCodeGivesTenTokensAtMost(t *testing.T) {
	q := &qrService{t: t, codes: [][]string{{}}}
	if _, err := inMemory(q.ServeHTTP).GetQRCode(bg, make([]Secret, 12)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(q.tokens[0], `""`); n != 10 {
		t.Errorf("%d tokens were given: %s", n, q.tokens[0])
	}
}

func TestLoginEndsWithContextAndWhatIsNoLogin(t *testing.T) {
	c := inMemory(answer200(`{"ret":2,"errmsg":"bad bot_type"}`))
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if _, err := (&Login{Client: c, Show: func(QRCode) {}}).Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Run with an ended context = %v", err)
	}
	q := &qrService{t: t, codes: [][]string{{`{"status":"confirmed","bot_token":"tok"}`}}}
	if _, err := (&Login{Client: inMemory(q.ServeHTTP), Show: func(QRCode) {}}).Run(bg); err == nil {
		t.Error("confirmed without a bot id is no login")
	}
	q = &qrService{t: t, codes: [][]string{{`{"status":"need_verifycode"}`}}}
	if _, err := (&Login{Client: inMemory(q.ServeHTTP), Show: func(QRCode) {}}).Run(bg); err == nil {
		t.Error("a verify code that nobody can be asked for is no login")
	}
}
