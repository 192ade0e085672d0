package ilink

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
)

func TestSecretNeverPrints(t *testing.T) {
	const value = "s3cr3t-value"
	s := Secret(value)
	holder := struct {
		Token Secret
		List  []Secret
		Map   map[string]Secret
		Ptr   *Secret
	}{s, []Secret{s}, map[string]Secret{"k": s}, &s}
	var out bytes.Buffer
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d", "% x"} {
		fmt.Fprintf(&out, verb+verb+"\n", s, holder)
	}
	fmt.Fprintln(&out, s, holder, Credentials{BotToken: s}, fmt.Errorf("no: %v", s))
	data, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(data)
	for _, asJSON := range []bool{false, true} {
		hclog.New(&hclog.LoggerOptions{Output: &out, JSONFormat: asJSON}).Info("x", "token", s, "holder", holder)
	}
	if strings.Contains(out.String(), value) || strings.Contains(out.String(), fmt.Sprintf("%x", value)) {
		t.Errorf("a secret was printed:\n%s", out.String())
	}
	if s.Reveal() != value || Secret("").String() != "" {
		t.Error("Reveal or the empty secret is wrong")
	}
}

func TestCredentials(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token.json")
	want := Credentials{BotToken: "b@im.bot:x", BaseURL: "https://a.weixin.qq.com", BotID: "b@im.bot", UserID: "u@im.wechat", SavedAt: noon}
	for range 2 { // the second time over an old file
		if err := SaveCredentials(path, want); err != nil {
			t.Fatal(err)
		}
	}
	got, err := LoadCredentials(path)
	if err != nil || got != want {
		t.Errorf("loaded %+v, %v; want %+v", got, err, want)
	}
	data, _ := os.ReadFile(path)
	var keys map[string]string
	if err := json.Unmarshal(data, &keys); err != nil || keys["bot_token"] != "b@im.bot:x" || keys["base_url"] == "" ||
		keys["bot_id"] == "" || keys["user_id"] == "" || keys["saved_at"] != "2026-03-01T12:00:00Z" {
		t.Errorf("file = %s", data)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, want 0600", info.Mode().Perm())
	}
	if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
		t.Errorf("%d files are left in the folder, want 1", len(list))
	}
}

func TestLoadCredentialsByHand(t *testing.T) {
	dir := t.TempDir()
	tests := []struct{ name, content, wrong string }{
		{"least", `{"bot_token":"t","bot_id":"b"}`, ""},
		{"more than needed", `{"bot_token":" t\n","bot_id":"b","cursor":"x","saved_at":"2026-03-01T20:00:00+08:00"}`, ""},
		{"no token", `{"bot_id":"b"}`, "bot_token"},
		{"no id", `{"bot_token":"SECRET"}`, "bot_id"},
		{"no JSON", `SECRET`, "not a credentials file"},
		{"odd time", `{"bot_token":"t","bot_id":"b","saved_at":"yesterday"}`, ""},
		{"time as a number", `{"bot_token":"t","bot_id":"b","saved_at":1789000000}`, ""},
		{"byte order mark", "\ufeff" + `{"bot_token":"t","bot_id":"b"}`, ""},
	}
	for _, tt := range tests {
		path := filepath.Join(dir, "token.json")
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := LoadCredentials(path)
		switch {
		case tt.wrong == "" && (err != nil || c.BotToken != "t" || c.BotID != "b"):
			t.Errorf("%s: %+v, %v", tt.name, c, err)
		case tt.wrong != "" && (err == nil || !strings.Contains(err.Error(), tt.wrong) || strings.Contains(err.Error(), "SECRET")):
			t.Errorf("%s: error %v, want one about %s", tt.name, err, tt.wrong)
		}
	}
	if _, err := LoadCredentials(filepath.Join(dir, "none.json")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if err := SaveCredentials(filepath.Join(dir, "no", "folder.json"), Credentials{SavedAt: time.Now()}); err == nil {
		t.Error("saved into a folder that is not there")
	}
}
