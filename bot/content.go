package bot

import (
	"encoding/json"
	"time"
)

// Content is what one send carries: parts in the order they leave, texts
// before media. It is marshalable once every source is an Upload or a URL;
// local bytes never are.
type Content struct {
	Parts []Part `json:"parts"`
}

// Part is one text or one media item.
type Part struct {
	Text string `json:"text,omitempty"` // of a text part
	Kind string `json:"kind,omitempty"` // "image", "video" or "file"; "" is a text part
	// Voice marks a file that the script sent as voice: the service accepts
	// voice bubbles and shows none, so it leaves as a file.
	Voice  bool   `json:"voice,omitempty"`
	Name   string `json:"name,omitempty"` // file name as shown; "" takes the source's
	Source Source `json:"source,omitzero"`
}

// Media says whether the part is a media item.
func (p Part) Media() bool { return p.Kind != "" }

// Source is where a media part's bytes come from. Exactly one of Path, URL,
// Bytes, Upload and Received is set.
type Source struct {
	Path string `json:"path,omitempty"` // as the script wrote it
	Dir  string `json:"dir,omitempty"`  // the script's own folder, for Path
	URL  string `json:"url,omitempty"`
	// Bytes were copied from JavaScript; non-nil even when empty.
	Bytes  []byte  `json:"-"`
	MIME   string  `json:"mime,omitempty"` // as a Blob declared it
	Name   string  `json:"name,omitempty"` // of a File
	Upload *Upload `json:"upload,omitempty"`
	// Received is a media item of a message. It holds keys, so it is never
	// written anywhere: rows have Uploads.
	Received *Received `json:"-"`
}

// IsZero says whether no source is set.
func (s Source) IsZero() bool {
	return s.Path == "" && s.URL == "" && s.Bytes == nil && s.Upload == nil && s.Received == nil
}

// String names the source in messages to people, without its content.
func (s Source) String() string {
	switch {
	case s.Path != "":
		return s.Path
	case s.URL != "":
		return s.URL
	case s.Upload != nil:
		return "upload of " + s.Upload.Name
	case s.Received != nil:
		return "received media"
	}
	return "bytes"
}

// Upload is media that the CDN has, for one user. Ref is the host's: the
// finished item without its bytes.
type Upload struct {
	Kind    string          `json:"kind"`
	Asked   string          `json:"asked,omitempty"` // the kind it was asked for as, "voice" too; content decides
	Name    string          `json:"name,omitempty"`
	To      string          `json:"to"`
	Account string          `json:"account"`
	Size    int64           `json:"size"`
	MD5     string          `json:"md5,omitempty"`
	Made    time.Time       `json:"made"`
	Ref     json.RawMessage `json:"ref"`
	// Source is where the bytes came from, so that it can be uploaded again
	// while the process lives; zero after a restart.
	Source Source `json:"-"`
}

// Fits says whether the upload is what was asked for as kind.
func (u *Upload) Fits(kind string) bool { return u.Kind == kind || u.Asked == kind }

// UploadRequest is one bot.upload.
type UploadRequest struct {
	To, Account, Kind string
	Voice             bool // the file is asked for as voice, so it must hold something
	Name              string
	Source            Source
	OnProgress        func(done, total int64)
}

// MediaInfo is what is known of media before all of it was read.
type MediaInfo struct {
	Name, MIME string
	Size       int64 // -1: not known
}
