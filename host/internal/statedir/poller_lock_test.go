package statedir_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/host/internal/statedir"
	"hotreply/ilink"
)

// TestLoginsApart: the lock's name tells logins apart, is the same on all hosts
// of the service, and gives no token away.
func TestLoginsApart(t *testing.T) {
	locks := filepath.Join(t.TempDir(), "logins")
	path := func(base, token string) string {
		l, err := statedir.LockPoller(locks, t.TempDir(), "default", ilink.Credentials{BotToken: ilink.Secret(token), BaseURL: base})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Unlock() }()
		files, _ := filepath.Glob(filepath.Join(locks, "*.lock"))
		if len(files) != 1 {
			t.Fatalf("one lock makes the files %v", files)
		}
		return files[0]
	}
	one := path("https://ilinkai.weixin.qq.com", "secret-token")
	if path("https://other.weixin.qq.com/", "secret-token") != one {
		t.Error("a login that was sent to another host of the service counts as another")
	}
	if path("http://127.0.0.1:1", "secret-token") == one || path("http://127.0.0.1:2", "secret-token") == path("http://127.0.0.1:3", "secret-token") {
		t.Error("equal tokens of two simulators count as one login")
	}
	if path("https://ilinkai.weixin.qq.com", "other-token") == one {
		t.Error("two logins have one lock")
	}
	if strings.Contains(one, "secret") {
		t.Errorf("%s holds the token", one)
	}
	if info, err := os.Stat(filepath.Dir(one)); err != nil || info.Mode()&fs.ModePerm != 0o700 {
		t.Errorf("the folder is %v, %v; want 0700", info.Mode(), err)
	}
}
