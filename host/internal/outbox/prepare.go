package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"hotreply/bot"
	"hotreply/ilink"
)

// prepare filters the texts and sees that the CDN has the media. It may take as
// long as an upload takes; what no window can hold is not uploaded.
func (s *Send) prepare(ctx context.Context) (whole, error) {
	texts, err := s.texts()
	if err != nil {
		return whole{}, err
	}
	w := whole{texts: texts}
	parts, _, err := s.fitting(w, 0)
	if err != nil {
		return whole{}, err
	}
	if len(parts) == 0 {
		return whole{}, fmt.Errorf("send to %s: there is nothing to send: the text is empty", s.to)
	}
	w.media = make([]*bot.Upload, len(texts))
	for i, p := range s.content.Parts {
		if !p.Media() {
			continue
		}
		u, err := s.upload(ctx, p)
		if err != nil && s.keeps(err) > 0 {
			u, err = s.notYet(p, err)
		}
		if err != nil {
			return whole{}, err
		}
		w.media[i] = u
	}
	return w, nil
}

// upload gives a media part's finished upload: as it is when it was made for
// this user, otherwise made now.
//
// A user without a context gets nothing, so nothing is uploaded either.
func (s *Send) upload(ctx context.Context, p bot.Part) (*bot.Upload, error) {
	if !s.o.opt.Windows.Known(s.to) {
		return nil, &ilink.NoContextError{User: s.to}
	}
	if u := p.Source.Upload; u != nil && u.To == s.to && u.Account == s.o.opt.Account && (u.Fits(p.Kind) || u.Source.IsZero()) {
		s.o.warnOfAge(u)
		return renamed(u, p.Name)
	}
	src := p.Source
	if u := src.Upload; u != nil {
		if u.Source.IsZero() {
			return nil, &ilink.MediaError{Reason: ilink.MediaGone, Detail: "its bytes are not at hand any more to upload it for another user"}
		}
		src = u.Source
	}
	return s.o.Upload(ctx, bot.UploadRequest{
		To: s.to, Kind: p.Kind, Voice: p.Voice, Name: p.Name, Source: src, OnProgress: s.opts.OnProgress,
	})
}

// renamed is an upload under another name, which goes with the message and not
// with the bytes; as it is if name is "".
func renamed(u *bot.Upload, name string) (*bot.Upload, error) {
	if name = bot.SafeName(name); name == "" || name == u.Name {
		return u, nil
	}
	var item ilink.UploadedItem
	if err := json.Unmarshal(u.Ref, &item); err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	item.Name = name
	ref, err := json.Marshal(item)
	if err != nil {
		return nil, fmt.Errorf("keep upload: %w", err)
	}
	again := *u
	again.Name, again.Ref = name, ref
	return &again, nil
}

// notYet stands for an upload that has to wait with its send, as nobody is
// logged in: where the bytes are, without a place on the CDN.
func (s *Send) notYet(p bot.Part, refusal error) (*bot.Upload, error) {
	src, name := p.Source, p.Name
	if u := src.Upload; u != nil {
		src, name = u.Source, cmp.Or(name, u.Name)
	}
	if src.IsZero() {
		return nil, refusal
	}
	if name == "" && src.Path != "" {
		name = filepath.Base(src.Path)
	}
	asked := ""
	if p.Voice {
		asked = "voice"
	}
	return &bot.Upload{Kind: p.Kind, Asked: asked, Name: bot.SafeName(cmp.Or(name, src.Name)), To: s.to, Account: s.o.opt.Account, Source: src}, nil
}
