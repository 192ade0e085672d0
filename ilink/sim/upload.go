package sim

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Media types of getuploadurl. The item types of messages are others.
const (
	uploadImage = 1
	uploadVideo = 2
	uploadFile  = 3
	uploadVoice = 4
)

// upload is a permission to put one file on the CDN, and later the file.
type upload struct {
	param     string // of the upload URL
	fileKey   string
	mediaType int
	user      string
	rawSize   int64
	rawMD5    string
	size      int64 // ciphertext
	aesKey    []byte
	fullURL   bool   // the service named the whole URL
	path      string // of the spooled plaintext, if it is kept
}

var (
	hex32    = regexp.MustCompile(`^[0-9a-f]{32}$`)
	hex32any = regexp.MustCompile(`^[0-9A-Fa-f]{32}$`)
)

// uploadRequest is the body of getuploadurl; pointers tell absent from zero.
type uploadRequest struct {
	FileKey     string `json:"filekey"`
	MediaType   int    `json:"media_type"`
	ToUserID    string `json:"to_user_id"`
	RawSize     *int64 `json:"rawsize"`
	RawFileMD5  string `json:"rawfilemd5"`
	FileSize    *int64 `json:"filesize"`
	AESKey      string `json:"aeskey"`
	NoNeedThumb bool   `json:"no_need_thumb"`
	ThumbMD5    string `json:"thumb_rawfilemd5"`
}

// problem says why the service refuses the request, or "".
func (r uploadRequest) problem() string {
	switch {
	case r.MediaType < uploadImage || r.MediaType > uploadVoice:
		return fmt.Sprintf("media_type is %d, want 1 to 4", r.MediaType)
	case r.RawSize == nil || *r.RawSize < 0:
		return "rawsize is missing or negative"
	case r.FileSize == nil:
		return "filesize is missing"
	case *r.FileSize != sealedSize(*r.RawSize):
		return fmt.Sprintf("filesize is %d, want %d for %d plaintext bytes", *r.FileSize, sealedSize(*r.RawSize), *r.RawSize)
	case !hex32.MatchString(r.RawFileMD5):
		return "rawfilemd5 is not 32 lower-case hex digits"
	case !hex32any.MatchString(r.AESKey):
		return "aeskey is not 32 hex digits"
	case r.FileKey != "" && !hex32any.MatchString(r.FileKey):
		return "filekey is not 32 hex digits"
	}
	return ""
}

func (s *Server) getUploadURL(c *call) answer {
	var r uploadRequest
	if !c.decode(&r) {
		return refuse(-2, invalidArguments)
	}
	if problem := r.problem(); problem != "" {
		c.violate(problem)
		return refuse(-2, invalidArguments)
	}
	if r.FileKey == "" {
		c.violate("filekey is missing")
	}
	thumbs := r.MediaType == uploadImage || r.MediaType == uploadVideo
	if thumbs && !r.NoNeedThumb && r.ThumbMD5 == "" {
		c.violate("neither thumb_* fields nor no_need_thumb")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if chat := c.bot.chats[r.ToUserID]; chat == nil || chat.opened.IsZero() {
		if c.bot.earlier[r.ToUserID] == nil {
			c.violate("upload for a user who has never written to this bot")
		}
		return refuse(-1, "")
	}
	key, _ := hex.DecodeString(r.AESKey) // checked above
	u := &upload{
		param: s.opaqueLocked("", 96), fileKey: r.FileKey, mediaType: r.MediaType, user: r.ToUserID,
		rawSize: *r.RawSize, rawMD5: r.RawFileMD5, size: *r.FileSize, aesKey: key,
	}
	s.st.uploads[u.param] = u
	return s.uploadAnswerLocked(c, u)
}

func (s *Server) uploadAnswerLocked(c *call, u *upload) answer {
	full := fmt.Sprintf("%s/c2c/upload?encrypted_query_param=%s&filekey=%s", base(c.r), escape(u.param), escape(u.fileKey))
	param := field{name: "upload_param", value: u.param}
	fullURL := field{name: "upload_full_url", value: full}
	switch mode := s.st.set.UploadURL; {
	case mode == "neither":
		return ok()
	case mode == "param" || u.fileKey == "":
		return ok(param)
	case mode == "both":
		u.fullURL = true
		return ok(param, fullURL)
	}
	u.fullURL = true
	return ok(fullURL)
}

// escape percent-encodes as JavaScript's encodeURIComponent does for the
// characters that parameters have.
func escape(v string) string { return strings.ReplaceAll(url.QueryEscape(v), "+", "%20") }
