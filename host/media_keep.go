package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/store"
)

// What the CDN has it does not keep for ever, and nobody says how long. So a
// row that waits keeps a copy of its media in <state>/queue, and a part whose
// upload is old is uploaded again: before it leaves the queue, or when the
// service refuses it.

const (
	uploadAge = time.Hour        // older ones in the queue are made anew before they are sent
	uploadOld = 10 * time.Minute // older ones are made anew when they are refused
)

func (h *host) queueDir() string { return filepath.Join(h.cfg.State, "queue") }

// keepCopies writes copies of what the row's parts that have not left are made
// of, and notes them in the row. A copy that can not be made is logged: the row
// waits all the same, with the upload it has.
func (s *send) keepCopies(ctx context.Context, row *store.OutboxRow) {
	var content outContent
	if json.Unmarshal(row.Content, &content) != nil {
		return
	}
	changed := false
	for i := range content.Parts {
		p := &content.Parts[i]
		if p.Upload == nil || p.Copy != "" || row.Parts[i].State != "" {
			continue
		}
		name, err := s.h.keepCopy(ctx, s.sourceOf(i))
		if err != nil {
			s.a.log.Warn("no copy of queued media kept", "user", row.User, "media", p.Upload.Name, "err", err)
			continue
		}
		p.Copy, changed = name, true
	}
	if changed {
		row.Content, _ = json.Marshal(content)
	}
}

// sourceOf is where a part's bytes come from, the zero value if this process
// does not know.
func (s *send) sourceOf(i int) bot.Source {
	if i < len(s.parts) && s.parts[i].Upload != nil {
		return s.parts[i].Upload.Source
	}
	return bot.Source{}
}

// keepCopy writes a source's bytes to a new file in the queue's folder, durably.
func (h *host) keepCopy(ctx context.Context, src bot.Source) (name string, err error) {
	if src.IsZero() {
		return "", errors.New("its bytes are not at hand")
	}
	r, _, err := h.media.Open(ctx, src)
	if err != nil {
		return "", err
	}
	defer r.Close()
	if err := os.MkdirAll(h.queueDir(), 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(h.queueDir(), "media-*")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, r)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return filepath.Base(f.Name()), nil
}

// freshen uploads a part that has no upload yet, or one too old to count on.
// It fails only if there is nothing to send.
func (s *send) freshen(ctx context.Context, row *store.OutboxRow, content *outContent, i int) error {
	u := content.Parts[i].Upload
	if u == nil || len(u.Ref) > 0 && (content.Parts[i].Copy == "" || s.h.clock.Now().Sub(u.Made) < uploadAge) {
		return nil
	}
	err := s.uploadAgain(ctx, row, content, i)
	if err != nil && len(u.Ref) > 0 {
		s.a.log.Warn("old upload could not be made anew", "user", row.User, "media", u.Name, "err", err)
		return nil
	}
	return err
}

// warnOfAge says that an Upload is older than anybody promises to keep it, at
// most once an hour.
func (a *account) warnOfAge(u *bot.Upload) {
	now := a.h.clock.Now()
	age, last := now.Sub(u.Made), a.agedUpload.Load()
	if age < uploadAge || now.UnixNano()-last < int64(time.Hour) || !a.agedUpload.CompareAndSwap(last, now.UnixNano()) {
		return
	}
	a.log.Warn("an old Upload is sent", "media", u.Name, "age", age.Round(time.Minute), "hint",
		"how long the CDN keeps media is not published; upload again what is sent later than an hour after")
}

// renewed makes an upload anew that the service refused and that is old enough
// for its age to be the reason.
func (s *send) renewed(ctx context.Context, row *store.OutboxRow, content *outContent, i int, refusal error) bool {
	var e *ilink.Error
	u := content.Parts[i].Upload
	if u == nil || !errors.As(refusal, &e) || e.Ret != -2 || s.h.clock.Now().Sub(u.Made) < uploadOld {
		return false
	}
	err := s.uploadAgain(ctx, row, content, i)
	s.a.log.Debug("refused upload made anew", "user", row.User, "media", u.Name, "err", err)
	return err == nil
}

// uploadAgain replaces a part's upload, from the copy or from its source.
func (s *send) uploadAgain(ctx context.Context, row *store.OutboxRow, content *outContent, i int) error {
	p := &content.Parts[i]
	r := bot.UploadRequest{To: row.User, Account: s.a.name, Kind: p.Upload.Kind, Name: p.Upload.Name, Source: s.sourceOf(i)}
	u, err := s.h.uploadKept(ctx, s.a, r, p.Copy)
	if err != nil {
		return err
	}
	p.Upload = u
	row.Content, err = json.Marshal(content)
	if err != nil {
		return fmt.Errorf("keep upload: %w", err)
	}
	s.a.note(row)
	return nil
}

// uploadKept uploads from a copy in the queue's folder, or without one from
// the request's source.
func (h *host) uploadKept(ctx context.Context, a *account, r bot.UploadRequest, copied string) (*bot.Upload, error) {
	if copied != "" && filepath.IsLocal(copied) {
		f, err := os.Open(filepath.Join(h.queueDir(), copied))
		if err == nil {
			defer f.Close()
			return a.uploading(ctx, func(c *ilink.Client) (*bot.Upload, error) {
				if _, err := f.Seek(0, io.SeekStart); err != nil {
					return nil, err
				}
				return h.media.UploadFrom(ctx, c, r, f, bot.MediaInfo{Name: r.Name})
			})
		}
		if r.Source.IsZero() {
			return nil, &ilink.MediaError{Reason: ilink.MediaGone, Detail: "the copy kept of it is gone", Err: err}
		}
	}
	if r.Source.IsZero() {
		return nil, &ilink.MediaError{Reason: ilink.MediaGone, Detail: "its bytes are not at hand any more"}
	}
	return h.upload(ctx, a, r)
}

// dropCopies removes the copies of a row that has come to its end.
func (h *host) dropCopies(row *store.OutboxRow) {
	for name := range copiesOf(row) {
		_ = os.Remove(filepath.Join(h.queueDir(), name))
	}
}

// copiesOf are the names of a row's copies.
func copiesOf(row *store.OutboxRow) map[string]bool {
	names := map[string]bool{}
	if !bytes.Contains(row.Content, []byte(`"copy":`)) {
		return names
	}
	var content outContent
	_ = json.Unmarshal(row.Content, &content)
	for _, p := range content.Parts {
		if p.Copy != "" && filepath.IsLocal(p.Copy) {
			names[p.Copy] = true
		}
	}
	return names
}

// sweepCopies removes copies that no row needs: what an end at the wrong
// moment left behind.
func (h *host) sweepCopies() {
	files, err := os.ReadDir(h.queueDir())
	if err != nil || len(files) == 0 {
		return
	}
	needed := map[string]bool{}
	err = h.db.View(func(tx *store.Tx) error {
		for _, a := range h.accounts {
			open, err1 := tx.OpenOutbox(a.name)
			queued, err2 := tx.AllQueued(a.name)
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			for _, row := range append(open, queued...) {
				for name := range copiesOf(&row) {
					needed[name] = true
				}
			}
		}
		return nil
	})
	if err != nil {
		return // better too many than too few
	}
	for _, f := range files {
		if !needed[f.Name()] {
			_ = os.Remove(filepath.Join(h.queueDir(), f.Name()))
		}
	}
}
