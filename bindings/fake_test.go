package bindings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/internal/units"
)

// fakeApp is a host that remembers what it was asked for. It sends at once,
// or refuses with what a test put into refuse.
type fakeApp struct {
	mu     sync.Mutex // guards all below
	sent   []fakeSend
	refuse []error
	kv     map[string]map[string]json.RawMessage
	jobs   map[string]*fakeJob
	asks   []*fakeAsk
	files  string
	ids    int
}

// fakeSend is a send as tests compare it.
type fakeSend struct {
	To      string `json:"to"`
	Account string `json:"account,omitempty"`
	Text    string `json:"text,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Name    string `json:"name,omitempty"`
	Source  string `json:"source,omitempty"`
	Bytes   string `json:"bytes,omitempty"`
	Voice   bool   `json:"voice,omitempty"`
	Queue   string `json:"queue,omitempty"`
	Split   *bool  `json:"split,omitempty"`
	Refresh bool   `json:"refresh,omitempty"`
	Turn    string `json:"turn,omitempty"`
}

func newFakeApp(files string) *fakeApp {
	return &fakeApp{kv: map[string]map[string]json.RawMessage{}, jobs: map[string]*fakeJob{}, files: files}
}

type settled struct {
	r   bot.Receipt
	err error
}

func (s settled) Wait(context.Context) (bot.Receipt, error) { return s.r, s.err }

func (f *fakeApp) Send(t bot.Turn, to string, c bot.Content, o bot.SendOptions) bot.Pending {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.refuse) > 0 && o.Queue == 0 {
		err := f.refuse[0]
		f.refuse = f.refuse[1:]
		return settled{err: err}
	}
	for _, p := range c.Parts {
		s := fakeSend{To: to, Account: o.Account, Text: p.Text, Kind: p.Kind, Name: p.Name, Voice: p.Voice, Split: o.Split, Refresh: o.Refresh}
		if p.Media() {
			s.Source, s.Bytes = p.Source.String(), string(p.Source.Bytes)
		}
		if o.Queue > 0 {
			s.Queue = units.FormatDuration(o.Queue)
		}
		if t != nil {
			s.Turn = t.Key()
		}
		f.sent = append(f.sent, s)
		if o.OnProgress != nil && p.Media() {
			o.OnProgress(1, 2)
			o.OnProgress(2, 2)
		}
	}
	f.ids++
	status := "confirmed"
	if len(f.refuse) > 0 {
		status, f.refuse = "queued", f.refuse[1:]
	}
	return settled{r: bot.Receipt{Status: status, ID: "7" + strconv.Itoa(f.ids), Parts: len(c.Parts), Remaining: 10 - f.ids}}
}

func (f *fakeApp) takeSent() []fakeSend {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.sent
	f.sent = nil
	if out == nil {
		out = []fakeSend{}
	}
	return out
}

var fakeClose = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func (f *fakeApp) CanSend(to, account string) bot.CanSend {
	if to == "stranger@im.wechat" {
		return bot.CanSend{Reason: "NO_CONTEXT"}
	}
	return bot.CanSend{OK: true, Remaining: 9, ClosesAt: fakeClose}
}

func (f *fakeApp) Users() []bot.UserInfo {
	return []bot.UserInfo{{ID: "alice@im.wechat", Account: "default", Remaining: 9, ClosesAt: fakeClose, LastAt: fakeClose.Add(-24 * time.Hour)}}
}

func (f *fakeApp) Accounts() []bot.AccountInfo {
	return []bot.AccountInfo{{Name: "default", BotID: "b@im.bot", UserID: "owner@im.wechat", State: "online"}, {Name: "shop", State: "needs login"}}
}

func (f *fakeApp) Upload(ctx context.Context, r bot.UploadRequest) (*bot.Upload, error) {
	return &bot.Upload{Kind: r.Kind, Name: r.Name, To: r.To, Account: "default", Size: 3, MD5: "00", Made: fakeClose, Source: r.Source}, nil
}

func (f *fakeApp) Open(ctx context.Context, s bot.Source) (io.ReadCloser, bot.MediaInfo, error) {
	if s.Received == nil {
		return nil, bot.MediaInfo{}, errors.New("not a received media")
	}
	if s.Received.Media.Param == "gone" {
		return nil, bot.MediaInfo{}, &ilink.MediaError{Reason: "GONE", Detail: "the media is gone"}
	}
	if s.Received.Media.Param == "large" {
		return io.NopCloser(io.LimitReader(zeroes{}, 65<<20)), bot.MediaInfo{Size: -1}, nil
	}
	return io.NopCloser(bytes.NewReader([]byte("bytes of " + s.Received.Media.Kind))), bot.MediaInfo{Name: s.Received.Media.Name, Size: -1}, nil
}

func (f *fakeApp) Env() map[string]string { return map[string]string{"KEY": "value"} }
func (f *fakeApp) Files() string          { return f.files }

func (f *fakeApp) KV(t bot.Turn, s bot.Space) bot.KV {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kv[s.String()] == nil {
		f.kv[s.String()] = map[string]json.RawMessage{}
	}
	return &fakeKV{f: f, m: f.kv[s.String()]}
}

type fakeKV struct {
	f *fakeApp
	m map[string]json.RawMessage
}

func (v *fakeKV) Get(key string) (json.RawMessage, bool) {
	v.f.mu.Lock()
	defer v.f.mu.Unlock()
	raw, ok := v.m[key]
	return raw, ok
}

func (v *fakeKV) Has(key string) bool { _, ok := v.Get(key); return ok }

func (v *fakeKV) Keys(prefix string) []string {
	v.f.mu.Lock()
	defer v.f.mu.Unlock()
	var keys []string
	for k := range v.m {
		if strings.HasPrefix(k, prefix) {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	return keys
}

func (v *fakeKV) Set(key string, value json.RawMessage, ttl time.Duration) error {
	v.f.mu.Lock()
	defer v.f.mu.Unlock()
	v.m[key] = value
	if ttl > 0 {
		v.m[key+"(ttl)"] = json.RawMessage(strconv.Quote(ttl.String()))
	}
	return nil
}

func (v *fakeKV) Update(key string, fn func(json.RawMessage) (json.RawMessage, error)) error {
	old, _ := v.Get(key)
	value, err := fn(old)
	if err == nil {
		err = v.Set(key, value, 0)
	}
	return err
}

func (v *fakeKV) Delete(key string) bool {
	v.f.mu.Lock()
	defer v.f.mu.Unlock()
	_, ok := v.m[key]
	delete(v.m, key)
	return ok
}

func (v *fakeKV) Incr(key string, by float64) (float64, error) {
	v.f.mu.Lock()
	defer v.f.mu.Unlock()
	var n float64
	if raw, ok := v.m[key]; ok && json.Unmarshal(raw, &n) != nil {
		return 0, &bot.NotNumberError{Key: key, Kind: "string"}
	}
	v.m[key] = json.RawMessage(strconv.FormatFloat(n+by, 'g', -1, 64))
	return n + by, nil
}

type fakeJob struct {
	f   *fakeApp
	job bot.Job
	on  bool
}

func (f *fakeApp) Schedule(j bot.Job) (bot.Ticking, error) {
	if j.Spec != "" && len(strings.Fields(j.Spec)) != 5 {
		return nil, fmt.Errorf("cron %q: wanted 5 fields", j.Spec)
	}
	job := &fakeJob{f: f, job: j}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs[j.Key] = job
	return job, nil
}

func (j *fakeJob) Start() { j.f.mu.Lock(); j.on = true; j.f.mu.Unlock() }
func (j *fakeJob) Stop()  { j.f.mu.Lock(); j.on = false; j.f.mu.Unlock() }

// tick runs a job and says whether it was live.
func (f *fakeApp) tick(ctx context.Context, key string) (bool, error) {
	f.mu.Lock()
	j := f.jobs[key]
	on := j != nil && j.on
	f.mu.Unlock()
	if !on {
		return false, nil
	}
	return true, j.job.Run(ctx, &fakeTurn{f: f, key: "tick/" + key})
}

// fakeTurn is a message of a user, or a tick.
type fakeTurn struct {
	impatient     bool // every question times out at once
	over          atomic.Bool
	f             *fakeApp
	key           string
	account, user string
	mu            sync.Mutex // guards what follows
	once          map[string]json.RawMessage
	typing        []bool
}

func (t *fakeTurn) Key() string     { return t.key }
func (t *fakeTurn) Account() string { return t.account }
func (t *fakeTurn) User() string    { return t.user }
func (t *fakeTurn) Over() bool      { return t.over.Load() }
func (t *fakeTurn) Quota() bot.Quota {
	return bot.Quota{Limit: 10, Used: 1, Remaining: 9, ClosesAt: fakeClose}
}

func (t *fakeTurn) Once(name string) (json.RawMessage, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	raw, ok := t.once[name]
	return raw, ok
}

func (t *fakeTurn) SetOnce(_ context.Context, name string, result json.RawMessage) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.once[name] = result
	return nil
}

func (t *fakeTurn) Typing(_ context.Context, on bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.typing = append(t.typing, on)
	return nil
}

// fakeAsk is an open question.
type fakeAsk struct {
	q      bot.Question
	answer chan bot.Message
	failed chan error
}

func (t *fakeTurn) Ask(q bot.Question) bot.Answering {
	if q.Content != nil {
		t.f.Send(t, t.user, *q.Content, q.Options)
	}
	a := &fakeAsk{q: q, answer: make(chan bot.Message, 1), failed: make(chan error, 1)}
	if t.impatient || q.Timeout == time.Millisecond {
		a.failed <- &bot.TimeoutError{What: "msg.ask", Limit: q.Timeout}
		return a
	}
	t.f.mu.Lock()
	defer t.f.mu.Unlock()
	t.f.asks = append(t.f.asks, a)
	return a
}

// asked waits until a question is open.
func (f *fakeApp) asked(ctx context.Context) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		f.mu.Lock()
		n := len(f.asks)
		f.mu.Unlock()
		if n > 0 {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *fakeAsk) Wait(ctx context.Context) (bot.Message, error) {
	select {
	case m := <-a.answer:
		return m, nil
	case err := <-a.failed:
		return bot.Message{}, err
	case <-ctx.Done():
		return bot.Message{}, ctx.Err()
	}
}

// offer gives a message to the newest question that takes it.
func (f *fakeApp) offer(ctx context.Context, m bot.Message) (bool, error) {
	f.mu.Lock()
	asks := append([]*fakeAsk{}, f.asks...)
	f.mu.Unlock()
	for i := len(asks) - 1; i >= 0; i-- {
		a := asks[i]
		ok := true
		if a.q.Accept != nil {
			var err error
			if ok, err = a.q.Accept(ctx, m); err != nil {
				a.failed <- err
				return false, err
			}
		}
		if ok {
			f.mu.Lock()
			f.asks = append(f.asks[:i:i], f.asks[i+1:]...)
			f.mu.Unlock()
			a.answer <- m
			return true, nil
		}
	}
	return false, nil
}

// exists says whether a file was written below files.
func (f *fakeApp) read(name string) (string, error) {
	b, err := os.ReadFile(filepath.Join(f.files, name))
	return string(b), err
}

// zeroes is a media without an end.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }
