package bindings

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"hotreply/bot"
	"hotreply/ilink"
)

// mediaApp is a host with one media to be had.
type mediaApp struct {
	bot.App
	files string
	name  string
	r     io.Reader
}

func (a *mediaApp) Files() string { return a.files }

func (a *mediaApp) Open(context.Context, bot.Source) (io.ReadCloser, bot.MediaInfo, error) {
	return io.NopCloser(a.r), bot.MediaInfo{Name: a.name, Size: -1}, nil
}

func (a *mediaApp) save(name string) (string, error) {
	return saveMedia(context.Background(), a, &media{media: ilink.Media{Kind: "file"}}, name)
}

// below lists the files below a folder, with their contents.
func below(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		found[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A file has its name when all of it is there: one that was there before stays
// until then, and stays for good when the download fails.
func TestSaveIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "menus"), 0o700); err != nil {
		t.Fatal(err)
	}
	menu := filepath.Join(dir, "menus", "today.jpg")
	if err := os.WriteFile(menu, []byte("yesterday's"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the connection broke")
	for _, name := range []string{"menus/today.jpg", ""} {
		app := &mediaApp{files: dir, name: "a.jpg", r: io.MultiReader(strings.NewReader("half of "), iotest.ErrReader(broken))}
		if _, err := app.save(name); !errors.Is(err, broken) {
			t.Errorf("save(%q): %v", name, err)
		}
	}
	if got := below(t, dir); len(got) != 1 || got["menus/today.jpg"] != "yesterday's" {
		t.Errorf("after downloads that failed there is %q", got)
	}
	during := ""
	app := &mediaApp{files: dir, r: io.MultiReader(strings.NewReader("today's"), readerFunc(func([]byte) (int, error) {
		b, _ := os.ReadFile(menu)
		during = string(b)
		return 0, io.EOF
	}))}
	if path, err := app.save("menus/today.jpg"); err != nil || path != "menus/today.jpg" {
		t.Errorf("save: %q, %v", path, err)
	}
	if got := below(t, dir); during != "yesterday's" || len(got) != 1 || got["menus/today.jpg"] != "today's" {
		t.Errorf("while it was saved the file held %q, then %q", during, got)
	}
	app.r = strings.NewReader("x")
	if _, err := app.save("menus"); err == nil || strings.Contains(err.Error(), bot.SavePrefix) || !strings.Contains(err.Error(), "menus") {
		t.Errorf("save over a folder: %v", err)
	}
	if got := below(t, dir); len(got) != 1 {
		t.Errorf("left behind: %q", got)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// FuzzSave: whatever a stranger calls a file, and whatever path a rule takes for
// it, no byte is written outside the files folder or over another file.
func FuzzSave(f *testing.F) {
	for _, s := range []string{"../out.txt", `..\out.txt`, "/etc/passwd", "link/x", "link", "keep.txt", "a/b/c.txt", "a/../../out.txt", ".", "", "a\x00b", ".save-x", "keep.txt/x", "NUL"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, name string, chosen bool) {
		top := t.TempDir()
		files := filepath.Join(top, "files")
		for _, dir := range []string{files, filepath.Join(top, "away")} {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{filepath.Join(top, "out.txt"), filepath.Join(files, "keep.txt")} {
			if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if runtime.GOOS != "windows" { // where links take rights
			if err := os.Symlink(filepath.Join(top, "away"), filepath.Join(files, "link")); err != nil {
				t.Fatal(err)
			}
		}
		app := &mediaApp{files: files, r: bytes.NewReader([]byte("theirs"))}
		path := ""
		if chosen {
			path = name
		} else {
			app.name = name
		}
		saved, err := app.save(path)
		got := below(t, top)
		if got["out.txt"] != "mine" || !chosen && got["files/keep.txt"] != "mine" {
			t.Fatalf("save(%q), sent as %q, wrote over a file: %q", path, app.name, got)
		}
		delete(got, "out.txt")
		delete(got, "files/keep.txt")
		if err == nil && filepath.ToSlash(filepath.Clean(saved)) != "keep.txt" {
			mine := "files/" + filepath.ToSlash(filepath.Clean(saved))
			if got[mine] != "theirs" {
				t.Fatalf("save(%q), sent as %q, says %q, and there is %q", path, app.name, saved, got)
			}
			delete(got, mine)
		}
		if len(got) > 0 {
			t.Fatalf("save(%q), sent as %q: %v, left %q", path, app.name, err, got)
		}
	})
}
