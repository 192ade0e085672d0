package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"hotreply/bot"
	"hotreply/ilink"
)

// openURL fetches what a rule names by URL, under the rules of fetch.
func (s *Sources) openURL(ctx context.Context, address string) (io.ReadCloser, bot.MediaInfo, error) {
	var none bot.MediaInfo
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, none, &ilink.MediaError{Reason: ilink.MediaGone, Detail: fmt.Sprintf("%.80q is no URL", address)}
	}
	shown := withoutQuery(req.URL)
	resp, err := s.o.Fetch.Do(req)
	if err != nil {
		return nil, none, s.urlFailed(ctx, shown, err)
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		_ = resp.Body.Close()
		return nil, none, &ilink.MediaError{
			Reason: ilink.MediaGone, Status: resp.StatusCode,
			Detail: fmt.Sprintf("%s answered %s", shown, resp.Status),
			Advice: "open the URL in a browser to see what it gives; some sites refuse programs",
		}
	}
	info := bot.MediaInfo{Name: nameOfURL(resp), MIME: resp.Header.Get("Content-Type"), Size: resp.ContentLength}
	if limit := s.o.MaxSize; limit > 0 && info.Size > limit {
		_ = resp.Body.Close()
		return nil, none, &ilink.MediaError{
			Reason: ilink.MediaTooLarge, Size: info.Size, Limit: limit,
			Detail: fmt.Sprintf("%s has %d bytes, the limit is %d", shown, info.Size, limit),
		}
	}
	return &urlBody{resp.Body, s, ctx, shown}, info, nil
}

// urlBody is a body whose end before its time is named like any other failure
// of its URL.
type urlBody struct {
	io.ReadCloser
	from  *Sources
	ctx   context.Context // of the request
	shown string
}

func (b *urlBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.from.urlFailed(b.ctx, b.shown, err)
	}
	return n, err
}

// urlFailed is the error of a URL that gave nothing, or not all of it.
func (s *Sources) urlFailed(ctx context.Context, shown string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e := &ilink.MediaError{
		Reason: ilink.MediaGone, Detail: "get " + shown, Err: err,
		Advice: "check the address and the network; a proxy is set as proxy under [http] in config.toml",
	}
	var hint interface{ Hint() string }
	if errors.As(err, &hint) {
		e.Advice = hint.Hint()
	}
	if s.o.Refused != nil && s.o.Refused(err) {
		e.Reason = ilink.MediaPathRefused
	}
	return e
}

// withoutQuery is an address as errors and logs show it: keys and signatures
// stand in the query.
func withoutQuery(u *url.URL) string {
	bare := *u
	bare.RawQuery, bare.Fragment, bare.RawFragment = "", "", ""
	return bare.Redacted()
}
