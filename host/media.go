package host

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"

	"hotreply/bindings"
	"hotreply/ilink"
)

// Upload sends a source's bytes to the CDN for one user.
func (h *host) Upload(ctx context.Context, r bindings.UploadRequest) (*bindings.Upload, error) {
	a, err := h.accountFor(nil, r.To, r.Account)
	if err != nil {
		return nil, err
	}
	return h.upload(ctx, a, r)
}

// upload is Upload for an account. What it returns can be uploaded again for
// as long as the process lives, if its source can be read again.
func (h *host) upload(ctx context.Context, a *account, r bindings.UploadRequest) (*bindings.Upload, error) {
	if a.session() == nil {
		return nil, a.noSession()
	}
	if u := r.Source.Upload; u != nil && !u.Source.IsZero() {
		r.Source = u.Source
		r.Name = cmp.Or(r.Name, u.Name)
	}
	src, info, err := h.Open(ctx, r.Source)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	return h.uploadFrom(ctx, a, r, src, info)
}

// uploadFrom is upload of what is open already.
func (h *host) uploadFrom(ctx context.Context, a *account, r bindings.UploadRequest, src io.Reader, info bindings.MediaInfo) (*bindings.Upload, error) {
	s := a.session()
	if s == nil {
		return nil, a.noSession()
	}
	shown := h.transfer("sending", info, r.OnProgress)
	u, err := s.client.Upload(ctx, src, ilink.UploadOptions{
		To: r.To, Kind: r.Kind, Name: uploadName(r, info),
		MaxSize: h.cfg.Media.MaxSize, TempDir: h.cfg.State, Progress: shown.progress,
	})
	shown.over()
	if errors.Is(err, ilink.ErrStaleToken) {
		a.expire(s, err)
		return nil, &ilink.SessionExpiredError{Account: a.name, Err: err}
	}
	if err != nil {
		return nil, err
	}
	ref, err := json.Marshal(u.UploadedItem)
	if err != nil {
		return nil, fmt.Errorf("keep upload: %w", err)
	}
	return &bindings.Upload{
		Kind: u.Kind, Name: u.Name, To: u.To, Account: a.name, Size: u.Size, MD5: u.MD5,
		Made: u.Made, Ref: ref, Source: r.Source,
	}, nil
}

// uploadName is the name the user sees: what the rule says, else that of the
// source, else one after its type.
func uploadName(r bindings.UploadRequest, info bindings.MediaInfo) string {
	if name := bindings.SafeName(cmp.Or(r.Name, info.Name)); name != "" {
		return name
	}
	return r.Kind + extensionOf(info.MIME)
}

// extensionOf is a usual extension of a MIME type.
func extensionOf(mimeType string) string {
	mimeType, _, _ = mime.ParseMediaType(mimeType)
	switch mimeType {
	case "image/jpeg":
		return ".jpg"
	case "image/png", "image/gif", "image/webp", "video/mp4", "application/pdf", "application/zip", "application/json", "audio/silk", "audio/wav":
		return "." + path.Base(mimeType)
	case "audio/mpeg":
		return ".mp3"
	case "text/plain":
		return ".txt"
	}
	return ".bin"
}

// Open reads a source. The reader of a file or of bytes can go back, so that
// uploading it needs no copy.
func (h *host) Open(ctx context.Context, s bindings.Source) (io.ReadCloser, bindings.MediaInfo, error) {
	switch {
	case s.Upload != nil && !s.Upload.Source.IsZero():
		return h.Open(ctx, s.Upload.Source)
	case s.Upload != nil:
		return nil, bindings.MediaInfo{}, &ilink.MediaError{
			Reason: ilink.MediaGone, Detail: "the bytes of the upload are not at hand any more",
		}
	case s.Received != nil:
		return h.openReceived(ctx, *s.Received)
	case s.URL != "":
		return h.openURL(ctx, s.URL)
	case s.Path != "":
		return h.openPath(s)
	}
	info := bindings.MediaInfo{Name: s.Name, MIME: cmp.Or(s.MIME, ilink.MIMEOf(s.Name, s.Bytes)), Size: int64(len(s.Bytes))}
	return inMemory{bytes.NewReader(s.Bytes)}, info, nil
}

// inMemory is bytes to be read, and read again.
type inMemory struct{ *bytes.Reader }

// Close does nothing.
func (inMemory) Close() error { return nil }

// openReceived fetches media of a message. That needs no login.
func (h *host) openReceived(ctx context.Context, r bindings.Received) (io.ReadCloser, bindings.MediaInfo, error) {
	a := h.account(r.Account)
	if a == nil {
		return nil, bindings.MediaInfo{}, fmt.Errorf("there is no account %q", r.Account)
	}
	t := h.transfer("receiving", bindings.MediaInfo{Name: bindings.SafeName(r.Media.Name)}, nil)
	d, err := a.client(ilink.Credentials{}).Download(ctx, r.Media, ilink.DownloadOptions{
		MaxSize: h.cfg.Media.MaxSize, Progress: t.progress,
	})
	if err != nil {
		t.over()
		return nil, bindings.MediaInfo{}, err
	}
	return shown{d, t}, bindings.MediaInfo{Name: r.Media.Name, MIME: d.MIME, Size: d.Size}, nil
}

// openURL fetches what a rule names by URL, under the rules of fetch.
func (h *host) openURL(ctx context.Context, address string) (io.ReadCloser, bindings.MediaInfo, error) {
	var none bindings.MediaInfo
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, none, &ilink.MediaError{Reason: ilink.MediaGone, Detail: fmt.Sprintf("%.80q is no URL", address)}
	}
	resp, err := h.fetch.Do(req)
	if err != nil {
		return nil, none, fmt.Errorf("get %s: %w", req.URL.Redacted(), err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		_ = resp.Body.Close()
		return nil, none, &ilink.MediaError{
			Reason: ilink.MediaGone, Status: resp.StatusCode,
			Detail: fmt.Sprintf("%s answered %s", req.URL.Redacted(), resp.Status),
			Advice: "open the URL in a browser to see what it gives; some sites refuse programs",
		}
	}
	info := bindings.MediaInfo{Name: nameOfURL(resp), MIME: resp.Header.Get("Content-Type"), Size: resp.ContentLength}
	if limit := h.cfg.Media.MaxSize; limit > 0 && info.Size > limit {
		_ = resp.Body.Close()
		return nil, none, &ilink.MediaError{
			Reason: ilink.MediaTooLarge, Size: info.Size, Limit: limit,
			Detail: fmt.Sprintf("%s has %d bytes, the limit is %d", req.URL.Redacted(), info.Size, limit),
		}
	}
	return resp.Body, info, nil
}

// nameOfURL is what the server calls the file, or the last part of the address
// it came from, with an extension after its type if it has none.
func nameOfURL(resp *http.Response) string {
	name := ""
	if _, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil {
		name = params["filename"]
	}
	if name == "" {
		name = lastPart(resp.Request.URL)
	}
	if name = bindings.SafeName(name); name == "" {
		return ""
	}
	if ext := extensionOf(resp.Header.Get("Content-Type")); path.Ext(name) == "" && ext != ".bin" {
		name += ext
	}
	return name
}

func lastPart(u *url.URL) string {
	if name := path.Base(u.Path); name != "." && name != "/" {
		return name
	}
	return ""
}
