package media

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"hotreply/bot"
	"hotreply/ilink"
)

// Upload sends a source's bytes to the CDN for one user, with a client that is
// logged in as r.Account. What it returns can be uploaded again for as long as
// the process lives, if its source can be read again. Errors: those of
// [Sources.Open] and of [ilink.Client.Upload].
func (s *Sources) Upload(ctx context.Context, c *ilink.Client, r bot.UploadRequest) (*bot.Upload, error) {
	if u := r.Source.Upload; u != nil && !u.Source.IsZero() {
		r.Source = u.Source
		r.Name = cmp.Or(r.Name, u.Name)
	}
	src, info, err := s.Open(ctx, r.Source)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	return s.UploadFrom(ctx, c, r, src, info)
}

// UploadFrom is Upload of what is open already. r.Source is only noted in the
// result.
func (s *Sources) UploadFrom(ctx context.Context, c *ilink.Client, r bot.UploadRequest, src io.Reader, info bot.MediaInfo) (*bot.Upload, error) {
	asked := r.Kind
	src, kind, err := s.fittingKind(r, src, info)
	if err != nil {
		return nil, err
	}
	r.Kind = kind
	if r.Voice {
		asked = voice
	}
	shown := s.transfer("sending", info, r.OnProgress)
	u, err := c.Upload(ctx, src, ilink.UploadOptions{
		To: r.To, Kind: r.Kind, Name: uploadName(r, info),
		MaxSize: s.o.MaxSize, TempDir: s.o.State, Progress: shown.progress,
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
		Kind: u.Kind, Asked: asked, Name: u.Name, To: u.To, Account: r.Account, Size: u.Size, MD5: u.MD5,
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
