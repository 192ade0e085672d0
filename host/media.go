package host

import (
	"context"
	"errors"
	"io"

	"hotreply/bot"
	"hotreply/host/internal/media"
	"hotreply/ilink"
	"hotreply/runtime/web"
)

// newMedia makes what opens and uploads the sources of this host.
func (h *host) newMedia() *media.Sources {
	return media.New(media.Options{
		State: h.cfg.State, Files: h.Files(), MaxSize: h.cfg.Media.MaxSize,
		Folders: func() []string {
			var dirs []string
			for _, r := range h.folders() {
				dirs = append(dirs, r.dir)
			}
			return append(dirs, h.cfg.Rules.Read...)
		},
		Fetch:   h.fetch,
		Refused: func(err error) bool { return errors.As(err, new(*web.RefusedError)) },
		Client: func(account string) (*ilink.Client, error) {
			if a := h.account(account); a != nil {
				return a.keeper.Client(ilink.Credentials{}), nil
			}
			return nil, noAccount(account, h.accountNames())
		},
		Log: h.log, Show: h.cfg.Transfer,
	})
}

// Open reads a source.
func (h *host) Open(ctx context.Context, s bot.Source) (io.ReadCloser, bot.MediaInfo, error) {
	return h.media.Open(ctx, s)
}

// Upload sends a source's bytes to the CDN for one user.
func (h *host) Upload(ctx context.Context, r bot.UploadRequest) (*bot.Upload, error) {
	a, err := h.accountFor(nil, r.To, r.Account)
	if err != nil {
		return nil, err
	}
	return a.outbox.Upload(ctx, r)
}
