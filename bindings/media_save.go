package bindings

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"hotreply/bot"
)

// saveMedia writes what m holds into the files folder: at name, in the place of
// what was there, or for "" under a name of its own choosing that overwrites
// nothing.
func saveMedia(ctx context.Context, app bot.App, m *media, name string) (string, error) {
	r, info, err := app.Open(ctx, m.source())
	if err != nil {
		return "", err
	}
	defer r.Close()
	root, err := os.OpenRoot(app.Files())
	if err != nil {
		return "", fmt.Errorf("save media: %w", err)
	}
	defer root.Close()
	if dir := path.Dir(name); name != "" && dir != "." {
		if err := root.MkdirAll(dir, 0o700); err != nil {
			return "", fmt.Errorf("save media: %w", err)
		}
	}
	temp := path.Join(path.Dir(name), bot.SavePrefix+rand.Text())
	if err := writeFile(root, temp, r); err != nil {
		return "", fmt.Errorf("save media: %w", err)
	}
	name, err = place(root, temp, name, func() (base, ext string) { return nameFor(info, m.media.Kind, time.Now()) })
	if err != nil {
		_ = root.Remove(temp)
		return "", fmt.Errorf("save media: %w", err)
	}
	return name, nil
}

// writeFile makes a new file of what r holds; what fails leaves none.
func writeFile(root *os.Root, name string, r io.Reader) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = root.Remove(name)
	}
	return err
}

// place gives a complete file its name.
func place(root *os.Root, temp, name string, choose func() (base, ext string)) (string, error) {
	if name != "" {
		return name, rename(root, temp, name)
	}
	base, ext := choose()
	for n := 1; n < 10000; n++ {
		try := base + ext
		if n > 1 {
			try = fmt.Sprintf("%s-%d%s", base, n, ext)
		}
		f, err := root.OpenFile(try, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // the name is ours
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_ = f.Close()
		if err := rename(root, temp, try); err != nil {
			_ = root.Remove(try)
			return "", err
		}
		return try, nil
	}
	return "", fmt.Errorf("10000 files are named like %s%s", base, ext)
}

// rename says in its error where to, and nothing of the file for the time being.
func rename(root *os.Root, from, to string) error {
	err := root.Rename(from, to)
	var link *os.LinkError
	if errors.As(err, &link) {
		return &os.PathError{Op: "write", Path: to, Err: link.Err}
	}
	return err
}

// nameFor is a file name of the sender's, made safe, or one of kind and time.
func nameFor(info bot.MediaInfo, kind string, now time.Time) (base, ext string) {
	name := bot.SafeName(info.Name)
	if name == "" {
		return kind + "-" + now.Format("20060102-150405"), extensionOf(kind, info.MIME)
	}
	ext = path.Ext(name)
	if ext == name {
		return name, ""
	}
	return strings.TrimSuffix(name, ext), ext
}
