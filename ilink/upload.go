package ilink

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// UploadOptions say what is uploaded, and for whom.
type UploadOptions struct {
	To   string // user id; one that the bot knows
	Kind string // KindImage, KindVideo or KindFile; KindVoice goes as a file, as the service shows no voice of a bot
	Name string // file name as the user sees it, for files; "" = "file"
	// MaxSize limits the plaintext, in bytes; 0 = no limit.
	MaxSize int64
	// TempDir is where content is kept that can be read only once; "" is the
	// system's. Nothing stays there.
	TempDir  string
	Progress func(done, total int64) // now and then, in bytes sent; starts over with each try
}

// Upload is media that the CDN has, encrypted for one user. It can be sent to
// that user several times; how long it is kept is not published. As JSON it
// holds its key and belongs in the state directory only.
type Upload struct {
	UploadedItem
	To   string
	MD5  string // hex, of the plaintext
	Made time.Time
}

// Upload encrypts what r holds and puts it on the CDN, and returns when the
// CDN has it.
//
// If r is an [io.Seeker] it is read twice from where it stands: once for size
// and MD5, which are announced first, and again while sending. Otherwise it is
// kept in a temporary file meanwhile. Memory does not grow with it.
//
// Announcing and sending are tried three times each. Errors are [MediaError]s:
// TOO_LARGE, USER_UNKNOWN, CDN_STATUS (of the announcement too), PROBE_PREVIEW,
// UNSUPPORTED, GONE (it changed while it was read); [ErrStaleToken]; r's own,
// wrapped; or ctx's.
func (c *Client) Upload(ctx context.Context, r io.Reader, o UploadOptions) (*Upload, error) {
	if o.Kind == KindVoice {
		o.Kind = KindFile
	}
	if o.Kind != KindImage && o.Kind != KindVideo && o.Kind != KindFile {
		return nil, &MediaError{Reason: MediaUnsupported, Detail: fmt.Sprintf("media of kind %q can not be sent", o.Kind)}
	}
	content, err := readTwice(ctx, r, o)
	if err != nil {
		return nil, err
	}
	defer content.close()
	u := &Upload{To: o.To, MD5: content.md5, UploadedItem: UploadedItem{
		Kind: o.Kind, Name: firstOf(o.Name, "file"), Size: content.size, SealedSize: SealedSize(content.size),
	}}
	_, _ = rand.Read(u.Key[:]) // never fails
	target, err := c.announce(ctx, u)
	if err != nil {
		return nil, err
	}
	if u.Param, err = c.put(ctx, target, content, u, o.Progress); err != nil {
		return nil, err
	}
	u.Made = c.clock().Now()
	return u, nil
}

// announce asks where the upload goes and returns the address.
func (c *Client) announce(ctx context.Context, u *Upload) (string, error) {
	var name [16]byte
	_, _ = rand.Read(name[:])
	fileKey := hex.EncodeToString(name[:])
	target, err := c.askTarget(ctx, UploadRequest{
		Kind: u.Kind, To: u.To, FileKey: fileKey, Key: Secret(hex.EncodeToString(u.Key[:])),
		Size: u.Size, MD5: u.MD5, SealedSize: u.SealedSize,
	})
	if err != nil {
		return "", err
	}
	// Addresses built here are refused by the CDN for all but small content,
	// so the one it gives is preferred (cc-weixin issue 16).
	if target.FullURL != "" {
		return c.serviceURL("upload_full_url", target.FullURL, c.cdnURL())
	}
	return c.cdnAddress("upload", url.Values{"encrypted_query_param": {target.Param}, "filekey": {fileKey}})
}

// askTarget announces an upload, in up to three tries: an announcement shows
// nothing to anybody, so one whose answer was lost can be made again.
func (c *Client) askTarget(ctx context.Context, r UploadRequest) (UploadTarget, error) {
	for try := 1; ; try++ {
		target, err := c.GetUploadURL(ctx, r)
		switch FateOf(err) {
		case FateNotSent, FateServerError, FateLost:
			err = notAnnounced(err, "the service did not answer as it should; try again")
			if err := c.again(ctx, opAnnounce, try, err); err != nil {
				return UploadTarget{}, err
			}
			continue
		case FateRefused:
			err = refusedUpload(r.To, err)
		}
		return target, err
	}
}

// refusedUpload is the error of an announcement that the service said no to.
func refusedUpload(to string, err error) error {
	if e := (*Error)(nil); errors.As(err, &e) && e.Ret == -1 {
		return &MediaError{Reason: MediaUserUnknown, Detail: "upload for " + to, Err: err}
	}
	return notAnnounced(err, "the service refused to take the upload: check the user and the size, and try again later")
}

// notAnnounced makes the error of an announcement that failed for good.
func notAnnounced(err error, advice string) error {
	e := &MediaError{Reason: MediaCDNStatus, Detail: "announce the upload", Advice: advice, Err: err}
	if cause := (*Error)(nil); errors.As(err, &cause) {
		e.Status = cause.HTTPStatus
	}
	return e
}

// put sends the content, in up to three tries, and returns the reference to it.
func (c *Client) put(ctx context.Context, address string, content *content, u *Upload, report func(done, total int64)) (param string, err error) {
	for try := 1; ; try++ {
		p := progress{report: report, k: c.clock(), total: u.SealedSize}
		param, final, err := c.putOnce(ctx, address, content, u, &p)
		if err == nil || final {
			return param, err
		}
		if err := c.again(ctx, opUpload, try, err); err != nil {
			return "", err
		}
	}
}

// putOnce is one try; final tells that another is no use.
func (c *Client) putOnce(ctx context.Context, address string, content *content, u *Upload, p *progress) (param string, final bool, err error) {
	plain, err := content.rewind()
	if err != nil {
		return "", true, err
	}
	ctx, touch, stop := patience(ctx, c.clock(), u.SealedSize)
	defer stop()
	sealed := NewSealer(plain, u.Key)
	if u.Size >= aheadFrom {
		a := newAhead(sealed)
		defer a.stop()
		sealed = a
	}
	body := &sending{r: sealed, moved: func(n int64) { touch(); p.at(n) }}
	// net/http may go on reading a body after it has returned; the next try
	// reads the same source.
	defer body.Close()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return "", true, errors.New("address is not usable")
	}
	req.ContentLength = u.SealedSize
	req.Header.Set("Content-Type", octetStream)
	resp, err := c.cdnClient().Do(req)
	if cause := body.failed(); cause != nil {
		if err == nil {
			_ = resp.Body.Close()
		}
		return "", true, cause // the content, not the network
	}
	if err != nil {
		return "", false, c.cdnFailed(ctx, opUpload, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		final, e := cdnRefused(opUpload, resp)
		return "", final, e
	}
	if param = strings.TrimSpace(resp.Header.Get("x-encrypted-param")); param == "" {
		return "", false, &MediaError{Reason: MediaCDNStatus, Status: resp.StatusCode, Detail: "upload: the CDN's answer holds no reference"}
	}
	return param, false, nil
}

// sending is a request's body: closing it waits for a read under way, and
// nothing is read after.
type sending struct {
	mu    sync.Mutex // guards all below
	r     io.Reader
	n     int64
	err   error // of the source
	over  bool
	moved func(sent int64)
}

func (s *sending) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return 0, http.ErrBodyReadAfterClose
	}
	n, err := s.r.Read(p)
	s.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	s.moved(s.n)
	return n, err
}

// Close ends reading.
func (s *sending) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	return nil
}

func (s *sending) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}
