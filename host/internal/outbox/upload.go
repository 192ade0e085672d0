package outbox

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"hotreply/bot"
	"hotreply/ilink"
)

// Upload sends a source's bytes to the CDN for one user of the account. Errors:
// those of [Media], and [*ilink.SessionExpiredError] while nobody is logged in.
func (o *Outbox) Upload(ctx context.Context, r bot.UploadRequest) (*bot.Upload, error) {
	r.Account = o.opt.Account
	return o.uploading(ctx, func(login *ilink.Client) (*bot.Upload, error) {
		return o.opt.Media.Upload(ctx, login, r)
	})
}

// uploadKept uploads from a copy of what waits, or without one from the
// request's source.
func (o *Outbox) uploadKept(ctx context.Context, r bot.UploadRequest, copied string) (*bot.Upload, error) {
	r.Account = o.opt.Account
	if copied != "" && filepath.IsLocal(copied) {
		f, err := os.Open(filepath.Join(o.opt.Copies, copied))
		if err == nil {
			defer f.Close()
			return o.uploading(ctx, func(login *ilink.Client) (*bot.Upload, error) {
				if _, err := f.Seek(0, io.SeekStart); err != nil {
					return nil, err
				}
				return o.opt.Media.UploadFrom(ctx, login, r, f, bot.MediaInfo{Name: r.Name})
			})
		}
		if r.Source.IsZero() {
			return nil, &ilink.MediaError{Reason: ilink.MediaGone, Detail: "the copy kept of it is gone", Err: err}
		}
	}
	if r.Source.IsZero() {
		return nil, &ilink.MediaError{Reason: ilink.MediaGone, Detail: "its bytes are not at hand any more"}
	}
	return o.Upload(ctx, r)
}

// uploading makes an upload with the login of the moment.
func (o *Outbox) uploading(ctx context.Context, upload func(*ilink.Client) (*bot.Upload, error)) (u *bot.Upload, err error) {
	err = o.opt.Login.With(ctx, func(login *ilink.Client) error {
		u, err = upload(login)
		return err
	})
	if err != nil {
		return nil, err
	}
	return u, nil
}

// warnOfAge says that an Upload is older than anybody promises to keep it, at
// most once an hour.
func (o *Outbox) warnOfAge(u *bot.Upload) {
	now := o.now()
	age := now.Sub(u.Made)
	if age < uploadAge || !o.warnNow(now) {
		return
	}
	o.opt.Log.Warn("an old Upload is sent", "media", u.Name, "age", age.Round(time.Minute), "hint",
		"how long the CDN keeps media is not published; upload again what is sent later than an hour after")
}

// warnNow says whether the last warning about an old Upload is an hour old.
func (o *Outbox) warnNow(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.aged.IsZero() && now.Sub(o.aged) < time.Hour {
		return false
	}
	o.aged = now
	return true
}
