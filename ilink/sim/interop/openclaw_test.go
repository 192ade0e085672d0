package interop

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"hotreply/ilink/sim"
)

// needNode finds node and the installed packages; without them the test is
// skipped, or fails where CI=true.
func needNode(t *testing.T) string {
	t.Helper()
	missing := t.Skipf
	if os.Getenv("CI") == "true" {
		missing = t.Fatalf
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("node is not installed: %v", err)
	}
	if _, err := os.Stat("node_modules/@tencent-weixin/openclaw-weixin/package.json"); err != nil {
		missing("npm packages are not installed (npm ci --prefix ilink/sim/interop): %v", err)
	}
	return node
}

// seen is what openclaw.mjs prints.
type seen struct {
	Bot, User                   string
	Texts, IDs, Files, Receipts []string
}

// TestReferenceClient runs the modules of the reference client: login, polls,
// typing, texts, files both ways.
func TestReferenceClient(t *testing.T) {
	node := needNode(t)
	s, base := serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "--import", "./host.mjs", "openclaw.mjs", base)
	cmd.Env = append(os.Environ(), "OPENCLAW_STATE_DIR="+t.TempDir())
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ids, sums := talk(t, ctx, s)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("openclaw.mjs: %v\n%s", err, errs.String())
	}
	var got seen
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, out.String())
	}
	if got.User != sim.DefaultUser || !slices.Equal(got.Texts, []string{"hello", "bye"}) || !slices.Equal(got.IDs, ids) {
		t.Errorf("client saw %+v, want ids %v", got, ids)
	}
	if !slices.Equal(got.Files, sums) {
		t.Errorf("client downloaded %v, want %v", got.Files, sums)
	}
	sent := s.Sent(alice, 0)
	compareSent(t, sent, []sim.SentMessage{
		{Kind: "text", Text: "echo hello"},
		{Kind: "text", Text: "back to you"}, {Kind: "image", MD5: sums[0]},
		{Kind: "text", Text: "back to you"}, {Kind: "file", Name: "note.txt", MD5: sums[1]},
		{Kind: "text", Text: "back to you"}, {Kind: "video", MD5: sums[2]},
		{Kind: "text", Text: "back to you"}, {Kind: "file", Name: "voice.silk", MD5: sums[3]},
		{Kind: "text", Text: "echo bye"},
	})
	if want := []string{sent[0].MessageID, sent[len(sent)-1].MessageID}; !slices.Equal(got.Receipts, want) {
		t.Errorf("receipts %v, want %v", got.Receipts, want)
	}
	compareViolations(t, s, map[string]int{}) // it makes none
}

// talk plays alice once the client is logged in.
func talk(t *testing.T, ctx context.Context, s *sim.Server) (ids, sums []string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for len(s.State().Bots) == 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("the client never logged in")
		}
	}
	note := func(id string, err error) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	note(s.Say(sim.SayRequest{User: alice, Text: "hello"}))
	for i, kind := range []string{"image", "file", "video", "voice"} {
		data := bytes.Repeat([]byte(kind), 1000*(i+1))
		if kind == "voice" {
			data = append([]byte("\x02#!SILK_V3"), data...)
		}
		sum := md5.Sum(data)
		sums = append(sums, hex.EncodeToString(sum[:]))
		note(s.SendMedia(sim.MediaRequest{User: alice, Kind: kind, Name: "note.txt", Data: data}))
	}
	note(s.Say(sim.SayRequest{User: alice, Text: "bye"}))
	return ids, sums
}
