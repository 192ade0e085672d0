package host

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"hotreply/bot"
	"hotreply/ilink"
)

// Upload sends a source's bytes to the CDN for one user.
func (h *host) Upload(ctx context.Context, r bot.UploadRequest) (*bot.Upload, error) {
	a, err := h.accountFor(nil, r.To, r.Account)
	if err != nil {
		return nil, err
	}
	return h.upload(ctx, a, r)
}

// upload is Upload for an account. What it returns can be uploaded again for
// as long as the process lives, if its source can be read again.
func (h *host) upload(ctx context.Context, a *account, r bot.UploadRequest) (*bot.Upload, error) {
	if u := r.Source.Upload; u != nil && !u.Source.IsZero() {
		r.Source = u.Source
		r.Name = cmp.Or(r.Name, u.Name)
	}
	return a.uploading(ctx, func(s *session) (*bot.Upload, error) {
		src, info, err := h.Open(ctx, r.Source)
		if err != nil {
			return nil, err
		}
		defer src.Close()
		return h.uploadFrom(ctx, a, s, r, src, info)
	})
}

// uploadFrom is upload of what is open already, within one session.
func (h *host) uploadFrom(ctx context.Context, a *account, s *session, r bot.UploadRequest, src io.Reader, info bot.MediaInfo) (*bot.Upload, error) {
	asked := r.Kind
	src, kind, err := a.fittingKind(r, src, info)
	if err != nil {
		return nil, err
	}
	r.Kind = kind
	shown := h.transfer("sending", info, r.OnProgress)
	u, err := s.client.Upload(ctx, src, ilink.UploadOptions{
		To: r.To, Kind: r.Kind, Name: uploadName(r, info),
		MaxSize: h.cfg.Media.MaxSize, TempDir: h.cfg.State, Progress: shown.progress,
	})
	shown.over()
	if err != nil {
		return nil, err
	}
	ref, err := json.Marshal(u.UploadedItem)
	if err != nil {
		return nil, fmt.Errorf("keep upload: %w", err)
	}
	return &bot.Upload{
		Kind: u.Kind, Asked: asked, Name: u.Name, To: u.To, Account: a.name, Size: u.Size, MD5: u.MD5,
		Made: u.Made, Ref: ref, Source: r.Source,
	}, nil
}

// uploadName is the name the user sees: what the rule says, else that of the
// source, else one after its type.
func uploadName(r bot.UploadRequest, info bot.MediaInfo) string {
	if name := bot.SafeName(cmp.Or(r.Name, info.Name)); name != "" {
		return name
	}
	return r.Kind + cmp.Or(ilink.ExtensionOf(info.MIME), ".bin")
}

// Open reads a source. The reader of a file or of bytes can go back, so that
// uploading it needs no copy.
func (h *host) Open(ctx context.Context, s bot.Source) (io.ReadCloser, bot.MediaInfo, error) {
	switch {
	case s.Upload != nil && !s.Upload.Source.IsZero():
		return h.Open(ctx, s.Upload.Source)
	case s.Upload != nil:
		return nil, bot.MediaInfo{}, &ilink.MediaError{
			Reason: ilink.MediaGone, Detail: "the bytes of the upload are not at hand any more",
		}
	case s.Received != nil:
		return h.openReceived(ctx, *s.Received)
	case s.URL != "":
		return h.openURL(ctx, s.URL)
	case s.Path != "":
		return h.openPath(s)
	}
	info := bot.MediaInfo{Name: s.Name, MIME: cmp.Or(s.MIME, ilink.MIMEOf(s.Name, s.Bytes)), Size: int64(len(s.Bytes))}
	return inMemory{bytes.NewReader(s.Bytes)}, info, nil
}

// inMemory is bytes to be read, and read again.
type inMemory struct{ *bytes.Reader }

// Close does nothing.
func (inMemory) Close() error { return nil }

// openReceived fetches media of a message. That needs no login.
func (h *host) openReceived(ctx context.Context, r bot.Received) (io.ReadCloser, bot.MediaInfo, error) {
	a := h.account(r.Account)
	if a == nil {
		return nil, bot.MediaInfo{}, h.noAccount(r.Account)
	}
	t := h.transfer("receiving", bot.MediaInfo{Name: bot.SafeName(r.Media.Name)}, nil)
	d, err := a.client(ilink.Credentials{}).Download(ctx, r.Media, ilink.DownloadOptions{
		MaxSize: h.cfg.Media.MaxSize, Progress: t.progress,
	})
	if err != nil {
		t.over()
		return nil, bot.MediaInfo{}, err
	}
	return shown{d, t}, bot.MediaInfo{Name: r.Media.Name, MIME: d.MIME, Size: d.Size}, nil
}
