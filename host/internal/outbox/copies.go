package outbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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

// keepCopies writes copies of what the row's parts that have not left are made
// of, and notes them in the row. A copy that can not be made is logged: the row
// waits all the same, with the upload it has.
func (s *Send) keepCopies(ctx context.Context, row *store.OutboxRow) {
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
		name, err := s.o.keepCopy(ctx, s.sourceOf(i))
		if err != nil {
			s.o.opt.Log.Warn("no copy of queued media kept", "user", row.User, "media", p.Upload.Name, "err", err)
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
func (s *Send) sourceOf(i int) bot.Source {
	if i < len(s.parts) && s.parts[i].Upload != nil {
		return s.parts[i].Upload.Source
	}
	return bot.Source{}
}

// keepCopy writes a source's bytes to a new file in the queue's folder, durably.
func (o *Outbox) keepCopy(ctx context.Context, src bot.Source) (name string, err error) {
	if src.IsZero() {
		return "", errors.New("its bytes are not at hand")
	}
	r, _, err := o.opt.Media.Open(ctx, src)
	if err != nil {
		return "", err
	}
	defer r.Close()
	if err := os.MkdirAll(o.opt.Copies, 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(o.opt.Copies, "media-*")
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
func (s *Send) freshen(ctx context.Context, row *store.OutboxRow, content *outContent, i int) error {
	u := content.Parts[i].Upload
	if u == nil || uploaded(u) && (content.Parts[i].Copy == "" || s.o.now().Sub(u.Made) < uploadAge) {
		return nil
	}
	err := s.uploadAgain(ctx, row, content, i)
	if err != nil && uploaded(u) {
		s.o.opt.Log.Warn("old upload could not be made anew", "user", row.User, "media", u.Name, "err", err)
		return nil
	}
	return err
}

// renewed makes an upload anew that the service refused and that is old enough
// for its age to be the reason.
func (s *Send) renewed(ctx context.Context, row *store.OutboxRow, content *outContent, i int, refusal error) bool {
	var e *ilink.Error
	u := content.Parts[i].Upload
	if u == nil || !errors.As(refusal, &e) || e.Ret != -2 || s.o.now().Sub(u.Made) < uploadOld {
		return false
	}
	err := s.uploadAgain(ctx, row, content, i)
	s.o.opt.Log.Debug("refused upload made anew", "user", row.User, "media", u.Name, "err", err)
	return err == nil
}

// uploadAgain replaces a part's upload, from the copy or from its source.
func (s *Send) uploadAgain(ctx context.Context, row *store.OutboxRow, content *outContent, i int) error {
	p := &content.Parts[i]
	r := bot.UploadRequest{To: row.User, Kind: p.Upload.Kind, Voice: p.Upload.Asked == "voice", Name: p.Upload.Name, Source: s.sourceOf(i)}
	u, err := s.o.uploadKept(ctx, r, p.Copy)
	if err != nil {
		return err
	}
	p.Upload = u
	row.Content, err = json.Marshal(content)
	if err != nil {
		return fmt.Errorf("keep upload: %w", err)
	}
	s.o.note(row)
	return nil
}

// dropCopies removes the copies of a row that has come to its end.
func (o *Outbox) dropCopies(row *store.OutboxRow) {
	for name := range copiesOf(row) {
		_ = os.Remove(filepath.Join(o.opt.Copies, name))
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

// SweepCopies removes the files in the folder of copies that no row of the
// accounts needs: what an end at the wrong moment left behind. It is for the
// start, before anything makes copies.
func SweepCopies(dir string, j Journal, accounts []string) {
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		return
	}
	needed := map[string]bool{}
	for _, a := range accounts {
		open, err1 := j.Open(a)
		queued, err2 := j.Queued(a, "")
		if errors.Join(err1, err2) != nil {
			return // better too many than too few
		}
		for _, row := range append(open, queued...) {
			maps.Copy(needed, copiesOf(&row))
		}
	}
	for _, f := range files {
		if !needed[f.Name()] {
			_ = os.Remove(filepath.Join(dir, f.Name()))
		}
	}
}

// uploaded says whether the CDN has an upload: one that waited for a login has
// no reference, which JSON calls null.
func uploaded(u *bot.Upload) bool { return len(u.Ref) > 0 && string(u.Ref) != "null" }
