package sim

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
)

// media returns the CDN reference of a media item and the upload type that
// belongs to the item's type.
func (i *outItem) media() (m *outMedia, uploadType int) {
	switch i.Type {
	case itemImage:
		return i.Image.Media, uploadImage
	case itemVoice:
		return i.Voice.Media, uploadVoice
	case itemFile:
		return i.File.Media, uploadFile
	case itemVideo:
		return i.Video.Media, uploadVideo
	}
	return nil, 0
}

// displayLocked plays the user's phone with a media item: the service accepts
// nearly anything, and the phone then shows nothing or "cannot open"
// (dsh-wechat-bridge, probes of 2026-08). Mistakes that are known to be
// forgiven at times are recorded, too.
func (s *Server) displayLocked(c *call, item *outItem, sent *SentMessage) {
	m, uploadType := item.media()
	if uploadType == 0 {
		return
	}
	spoil := func(why, mistake string) {
		sent.hide(why)
		c.violate(mistake)
	}
	if m == nil || m.EncryptQueryParam == "" {
		spoil("no file", "media.encrypt_query_param is missing")
		return
	}
	u := s.st.uploaded[m.EncryptQueryParam]
	if u == nil && s.st.forgotten[m.EncryptQueryParam] {
		sent.hide("no such file")
		return
	}
	if u == nil {
		mistake := "media.encrypt_query_param is of no upload"
		if s.st.uploads[m.EncryptQueryParam] != nil {
			mistake = "media.encrypt_query_param is the upload_param, not the x-encrypted-param of the upload's answer"
		}
		spoil("no such file", mistake)
		return
	}
	sent.MD5, sent.Size, sent.file = u.rawMD5, u.rawSize, u.path
	if u.user != sent.User {
		spoil("another user's file", "the file was uploaded for "+u.user)
	}
	if u.mediaType != uploadType {
		spoil("wrong item type", fmt.Sprintf("item type %d with a file uploaded as media_type %d", item.Type, u.mediaType))
	}
	if problem := keyProblem(m.AESKey, u.aesKey); problem != "" {
		spoil("cannot open", problem)
	}
	if m.EncryptType != 1 {
		spoil("not shown", "media.encrypt_type is not 1")
	}
	if m.FullURL != "" || item.CreateTime != nil || item.Image != nil && item.Image.AESKey != "" {
		spoil("unstable", "media item with full_url, aeskey or times")
	}
	if problem, fatal := sizeProblem(item, u); problem != "" {
		if fatal {
			sent.hide("send failed")
		}
		c.violate(problem)
	}
}

// keyProblem checks that key is base64 of the upload key's 32 hex digits.
func keyProblem(key string, want []byte) string {
	digits, err := base64.StdEncoding.DecodeString(key)
	switch {
	case err == nil && len(digits) == 16:
		return "media.aes_key is base64 of the raw 16 bytes, want base64 of the 32 hex digits"
	case err != nil || !hex32any.Match(digits):
		return "media.aes_key is not base64 of 32 hex digits"
	}
	if got, _ := hex.DecodeString(string(digits)); string(got) != string(want) {
		return "media.aes_key is not the key of the upload"
	}
	return ""
}

// sizeProblem checks the sizes an item repeats; fatal ones keep it from being
// shown.
func sizeProblem(item *outItem, u *upload) (problem string, fatal bool) {
	switch item.Type {
	case itemImage:
		if item.Image.MidSize != u.size {
			return fmt.Sprintf("mid_size is %d, want %d", item.Image.MidSize, u.size), item.Image.MidSize == 0
		}
	case itemVideo:
		if item.Video.VideoSize != u.size {
			return fmt.Sprintf("video_size is %d, want %d", item.Video.VideoSize, u.size), false
		}
	case itemFile:
		if item.File.FileName == "" {
			return "file_name is missing", false
		}
		if item.File.Len != strconv.FormatInt(u.rawSize, 10) {
			return fmt.Sprintf("len is %q, want %q", item.File.Len, strconv.FormatInt(u.rawSize, 10)), false
		}
	}
	return "", false
}
