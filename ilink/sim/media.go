package sim

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// MediaRequest is a picture, voice message, video or file that a user sends.
type MediaRequest struct {
	Bot  string `json:"bot,omitempty"` // as in SayRequest
	User string `json:"user"`
	// Kind is image, voice, video or file.
	Kind string `json:"kind"`
	// Name is the file's name; only files carry one.
	Name string `json:"name"`
	// Data is the content. A content of Size repeating bytes is made when it
	// is empty and Size is not: for large transfers, without memory or disk.
	Data []byte `json:"data_base64"`
	Size int64  `json:"size,omitempty"`
	// Text is the transcript of a voice message.
	Text string `json:"text,omitempty"`
	// Key is how the content's key travels. "": images carry the right one as
	// image_item.aeskey beside a wrong media.aes_key, others base64 of the
	// hex digits. "raw": media.aes_key is base64 of the 16 bytes. "hex":
	// base64 of the hex digits. "plain": not encrypted and no key.
	Key string   `json:"key,omitempty"`
	Age Duration `json:"age,omitempty"`
}

func (r MediaRequest) validate() error {
	switch {
	case !strings.Contains(" image voice video file ", " "+r.Kind+" ") || r.Kind == "":
		return &ControlError{Problem: fmt.Sprintf("unknown kind %q", r.Kind), Advice: "image, voice, video or file"}
	case !strings.Contains("  raw hex plain ", " "+r.Key+" "):
		return &ControlError{Problem: fmt.Sprintf("unknown key form %q", r.Key), Advice: "raw, hex or plain, or leave it out"}
	case len(r.Data) > 0 && r.Size != 0, r.Size < 0:
		return &ControlError{Problem: "size does not go with data_base64", Advice: "size makes content up; leave it out"}
	}
	return nil
}

// SendMedia delivers a file of a user and returns its message id.
func (s *Server) SendMedia(r MediaRequest) (messageID string, err error) {
	if err := r.validate(); err != nil {
		return "", err
	}
	if r.User == "" {
		r.User = DefaultUser
	}
	s.mu.Lock()
	key, files := s.bytesLocked(16), s.st.files
	s.mu.Unlock()
	f, err := store(files, r, key)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.st.pickBot(r.Bot, r.User)
	if err != nil {
		return "", err
	}
	f.param = s.opaqueLocked("", 404/3*3)
	s.st.objects[f.param] = f
	say := SayRequest{Bot: r.Bot, User: r.User, at: s.clock.Now().Add(-time.Duration(r.Age))}
	item := s.mediaItemLocked(r, f, say.at.UnixMilli())
	return s.deliverLocked(b, say, []json.RawMessage{s.noisyLocked(item).encode()})
}

// cdnObject is a file that can be downloaded.
type cdnObject struct {
	param  string
	key    []byte
	plain  int64  // plaintext size
	sealed int64  // ciphertext size
	md5    string // of the plaintext
	// open reads the ciphertext.
	open func() (io.ReadCloser, error)
}

// store seals the content into a temporary file, or makes it up.
func store(files *spool, r MediaRequest, key []byte) (*cdnObject, error) {
	if r.Size > 0 {
		return pattern(r.Size, key), nil
	}
	sum := md5.Sum(r.Data)
	f := &cdnObject{key: key, plain: int64(len(r.Data)), md5: hex.EncodeToString(sum[:])}
	path, err := files.write(func(w io.Writer) error {
		if r.Key == "plain" {
			f.sealed = f.plain
			_, err := w.Write(r.Data)
			return err
		}
		f.sealed = sealedSize(f.plain)
		_, err := seal(w, bytes.NewReader(r.Data), key)
		return err
	})
	f.open = openFile(path)
	return f, err
}

// mediaItemLocked is the item as the service delivers it.
func (s *Server) mediaItemLocked(r MediaRequest, f *cdnObject, at int64) object {
	head := func(kind int) object {
		return object{
			{name: "type", value: kind},
			{name: "create_time_ms", value: at, optional: true},
			{name: "is_completed", value: true, optional: true},
		}
	}
	media := s.cdnMediaLocked(r, f)
	switch r.Kind {
	case "image":
		body := object{{name: "media", value: media}, {name: "mid_size", value: f.sealed},
			{name: "thumb_size", value: 4096, optional: true}, {name: "thumb_width", value: 120, optional: true},
			{name: "thumb_height", value: 90, optional: true}, {name: "hd_size", value: f.sealed, optional: true}}
		if r.Key == "" {
			body = append(object{{name: "aeskey", value: hex.EncodeToString(f.key)}}, body...)
		}
		return append(head(itemImage), field{name: "image_item", value: body})
	case "voice":
		// The numbers contradict the bytes, as they do on the live service.
		body := object{{name: "media", value: media}, {name: "encode_type", value: 4}, {name: "bits_per_sample", value: 16},
			{name: "sample_rate", value: 16000}, {name: "playtime", value: 2300}, {name: "size", value: f.plain, optional: true}}
		if r.Text != "" {
			body = append(body, field{name: "text", value: r.Text})
		}
		return append(head(itemVoice), field{name: "voice_item", value: body})
	case "video":
		return append(head(itemVideo), field{name: "video_item", value: object{
			{name: "media", value: media}, {name: "video_size", value: f.sealed},
			{name: "play_length", value: 7, optional: true}, {name: "video_md5", value: f.md5, optional: true}}})
	}
	return append(head(itemFile), field{name: "file_item", value: object{
		{name: "media", value: media}, {name: "file_name", value: r.Name},
		{name: "md5", value: f.md5, optional: true}, {name: "len", value: strconv.FormatInt(f.plain, 10)}}})
}

func (s *Server) cdnMediaLocked(r MediaRequest, f *cdnObject) object {
	key := base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(f.key)))
	switch {
	case r.Key == "raw":
		key = base64.StdEncoding.EncodeToString(f.key)
	case r.Key == "" && r.Kind == "image":
		key = base64.StdEncoding.EncodeToString(s.bytesLocked(16)) // deliberately another one
	}
	m := object{{name: "encrypt_query_param", value: f.param}}
	if r.Key != "plain" {
		m = append(m, field{name: "aes_key", value: key})
	}
	full := cdnPlaceholder + "/download?encrypted_query_param=" + escape(f.param) + "&taskid=" + s.hexLocked(8)
	return append(m, field{name: "full_url", value: full})
}
