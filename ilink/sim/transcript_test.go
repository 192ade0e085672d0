package sim_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"hotreply/ilink/sim"
)

// conversation is what the golden file holds: login, a text, a picture back.
func conversation(c *client, say func()) {
	key, _ := c.scan()
	c.token, _ = c.wantStatus(key, "", "confirmed")["bot_token"].(string)
	c.api("msg/notifystart", nil)
	say()
	ms, _ := c.poll("")
	if len(ms) == 0 {
		c.t.Fatal("no message came")
	}
	user, token := ms[0]["from_user_id"].(string), ms[0]["context_token"].(string)
	c.send(c.text(user, token, "hi there"))
	c.send(c.message(user, token, values{"type": 2, "image_item": values{"media": c.upload(user, 1, []byte("png")), "mid_size": 16}}))
}

func record(t *testing.T) sim.Transcript {
	t.Helper()
	s, c := start(t, sim.Options{})
	if err := s.Configure(func(set *sim.Settings) { set.Noise = 0 }); err != nil {
		t.Fatal(err)
	}
	s.Record(true)
	conversation(c, func() { s.Say(sim.SayRequest{User: alice, Text: "hello"}) })
	list, err := s.Transcript()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

const golden = "testdata/conversation.json"

// TestTranscriptIsTheGoldenFile also shows that recordings do not depend on
// the run. UPDATE=1 go test -run Golden writes the file.
func TestTranscriptIsTheGoldenFile(t *testing.T) {
	var got bytes.Buffer
	if err := record(t).Write(&got); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")); !bytes.Equal(got.Bytes(), want) {
		t.Errorf("recorded:\n%s\nwant %s", got.Bytes(), golden)
	}
}

func TestReplayOfTheGoldenFile(t *testing.T) {
	f, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := sim.ReadTranscript(f)
	if err != nil {
		t.Fatal(err)
	}
	r := sim.NewReplay(list)
	h := httptest.NewServer(r)
	defer h.Close()
	conversation(&client{t: t, base: h.URL}, func() {})
	if d := r.Differences(); len(d) > 0 {
		t.Errorf("differences: %q", d)
	}
	select {
	case <-r.Done():
	default:
		t.Errorf("not played: %v", r.Left())
	}
}

func TestReplayTellsDifferences(t *testing.T) {
	r := sim.NewReplay(record(t))
	h := httptest.NewServer(r)
	defer h.Close()
	c := &client{t: t, base: h.URL}
	key, _ := c.scan("another token")
	c.wantStatus(key, "", "confirmed")
	c.send(c.text(alice, "context-1", "ho there"))
	got := strings.Join(r.Differences(), "\n")
	for _, want := range []string{
		"get_bot_qrcode: body.local_token_list", "sendmessage: header Authorization",
		"body.msg.to_user_id: got " + alice, "body.msg.item_list[0].text_item.text: got ho there, recorded hi there",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("differences lack %q:\n%s", want, got)
		}
	}
}
