package ilink

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MessageType tells who made a message.
type MessageType int

// Message types as on the wire.
const (
	MessageNone MessageType = 0
	MessageUser MessageType = 1
	MessageBot  MessageType = 2
)

// Kinds of a message or an item, as rules see them.
const (
	KindText        = "text"
	KindImage       = "image"
	KindVoice       = "voice"
	KindFile        = "file"
	KindVideo       = "video"
	KindUnsupported = "unsupported"
)

// Message is one message of a batch. Fields that the service left out are
// zero; ids keep all their digits.
type Message struct {
	ID           string // server id; that of the first item that has one, if the message has none; "" if nobody has
	From         string // user id; case matters
	To           string // bot id
	ClientID     string
	SessionID    string
	GroupID      string // set only for a group, which no bot of this kind gets today; see [Message.Answerable]
	RunID        string
	Seq          int64 // has gaps, so no base for anything but telling twins apart
	Created      time.Time
	Type         MessageType
	State        int // 0 new, 1 generating, 2 finished
	Items        []Item
	ContextToken Secret
	// Raw is the message as received. It holds the context token and media
	// keys: see [Message.Redacted] for a form to show.
	Raw json.RawMessage
	// Odd says what is out of bounds in the message, "" if nothing is. Then
	// nobody is to answer it, what is too long is left out, and Raw may be a
	// short note in its place.
	Odd string

	digest string // of the entry as received, with Odd
}

// Item is one entry of a message's item_list.
type Item struct {
	Kind  string          // one of the Kind constants; everything not known is KindUnsupported
	Type  int             // as on the wire
	ID    string          // "" if it has none of its own
	Text  string          // of a text; transcript of a voice; of a quoted item of no known kind what it says of itself
	Media *Media          // of image, voice, file, video; nil if it names no bytes
	Quote *Quote          // what it answers to, or nil
	Raw   json.RawMessage // may be a part of the message's
}

// Media is what a received item says of its bytes. Whatever the sender left
// out is zero. Sizes and durations are claims, not facts.
type Media struct {
	Kind       string
	Name       string        // of a file, as the sender wrote it: not a safe path
	Size       int64         // plaintext bytes, only for files
	SealedSize int64         // ciphertext bytes, for images and videos
	MD5        string        // hex of the plaintext's MD5, for files and videos
	Duration   time.Duration // of voice and video
	Transcript string        // what the service heard in a voice item
	EncodeType int           // of a voice item; not to be trusted, look at the bytes
	SampleRate int           // Hz, of a voice item; not to be trusted either

	FullURL string // where to fetch it, preferred; "" if not given. Signed: for nobody's log
	Param   string // encrypt_query_param, to build an address from; "" if not given
	// Keys are what may be the key of the bytes, best first, undecoded: an
	// image's own aeskey comes before media.aes_key, which may be a wrong one.
	// Empty: the bytes are not encrypted, or can not be read.
	Keys []Secret
}

// String says which message it is, without its content and secrets.
func (m Message) String() string {
	return fmt.Sprintf("message %s from %s: %s", m.ID, m.From, strings.Join(m.Kinds(), ", "))
}

// String says what it is, without its address and keys.
func (m Media) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s", m.Kind, m.Name))
}

// DecodeMessage decodes one entry of msgs. Fields of an unexpected type and
// numbers beyond all measure count as absent, items of an unknown type are kept
// as unsupported, and what is longer than a message can be makes it [Message.Odd].
// The error is only for what is no JSON object at all.
func DecodeMessage(raw json.RawMessage) (Message, error) {
	w, plainly := new(wireMessage), false
	if len(raw) <= maxMessageBytes {
		raw = slices.Clone(raw) // of which the items are parts
		plainly = readPlain(raw, w)
	}
	if !plainly {
		*w = wireMessage{}
		if why := tooLargeToRead(raw); why != "" {
			return unread(raw, why), nil
		}
		if err := json.Unmarshal(raw, w); err != nil {
			return Message{}, fmt.Errorf("decode message: %w", err)
		}
		if b := bytes.TrimSpace(raw); b[0] != '{' { // null decodes into anything
			return Message{}, errors.New("decode message: not an object")
		}
	}
	m := Message{
		ID: string(w.MessageID), From: string(w.FromUserID), To: string(w.ToUserID),
		ClientID: string(w.ClientID), SessionID: string(w.SessionID), GroupID: string(w.GroupID),
		RunID: string(w.RunID), Seq: int64(w.Seq), Created: w.CreateTimeMS.instant(),
		Type: MessageType(w.MessageType.code()), State: w.MessageState.code(),
		ContextToken: Secret(strings.TrimSpace(string(w.ContextToken))), Raw: raw,
	}
	for _, r := range w.ItemList {
		it := decodeItem(r, 0)
		m.Items = append(m.Items, it)
		m.ID = firstOf(m.ID, it.ID)
	}
	var b bounds
	if b.message(&m); b.odd != "" {
		m.Odd, m.digest = b.odd, digestOf(raw)
	}
	return m, nil
}

// maxQuoteDepth bounds how far quotes inside quotes are followed.
const maxQuoteDepth = 4

func decodeItem(raw json.RawMessage, depth int) Item {
	it := Item{Kind: KindUnsupported, Raw: raw}
	w := new(wireItem)
	if decode(raw, w) != nil {
		return it
	}
	it.Type, it.ID = w.Type.code(), string(w.MsgID)
	switch {
	case w.Type == 1 && w.Text.v != nil:
		it.Kind, it.Text = KindText, string(w.Text.v.Text)
	case w.Type == 2 && w.Image.v != nil:
		it.Kind, it.Media = KindImage, w.Image.v.facts()
	case w.Type == 3 && w.Voice.v != nil:
		it.Kind, it.Text, it.Media = KindVoice, string(w.Voice.v.Text), w.Voice.v.facts()
	case w.Type == 4 && w.File.v != nil:
		it.Kind, it.Media = KindFile, w.File.v.facts()
	case w.Type == 5 && w.Video.v != nil:
		it.Kind, it.Media = KindVideo, w.Video.v.facts()
	}
	if it.Kind == KindUnsupported && depth > 0 && w.Other.v != nil {
		it.Text = string(w.Other.v.Text)
	}
	if w.RefMsg.v != nil && depth < maxQuoteDepth {
		it.Quote = decodeQuote(w.RefMsg.v, depth+1)
	}
	return it
}

// withSource fills in where the bytes are; nil if nowhere.
func (m Media) withSource(w *wireMedia, first wireString) *Media {
	if w == nil || w.FullURL == "" && w.EncryptQueryParam == "" {
		return nil
	}
	m.FullURL, m.Param = strings.TrimSpace(string(w.FullURL)), string(w.EncryptQueryParam)
	for _, k := range []wireString{first, w.AESKey} {
		if k != "" {
			m.Keys = append(m.Keys, Secret(k))
		}
	}
	return &m
}

func (w *wireImage) facts() *Media {
	size := w.MidSize
	if size == 0 {
		size = w.HDSize
	}
	return Media{Kind: KindImage, SealedSize: size.size()}.withSource(w.Media.v, w.AESKey)
}

func (w *wireVoice) facts() *Media {
	m := Media{
		Kind: KindVoice, Duration: w.Playtime.span(time.Millisecond), Transcript: string(w.Text),
		EncodeType: w.EncodeType.code(), SampleRate: w.SampleRate.code(),
	}
	return m.withSource(w.Media.v, "")
}

func (w *wireFile) facts() *Media {
	m := Media{Kind: KindFile, Name: string(w.FileName), Size: w.Len.size(), MD5: strings.ToLower(string(w.MD5))}
	return m.withSource(w.Media.v, "")
}

func (w *wireVideo) facts() *Media {
	// play_length: seconds for some, milliseconds for others. No video of
	// WeChat is as long as 1000 s, so a large number is milliseconds.
	length := w.PlayLength.span(time.Second)
	if w.PlayLength >= 1000 {
		length = w.PlayLength.span(time.Millisecond)
	}
	m := Media{Kind: KindVideo, SealedSize: w.VideoSize.size(), MD5: strings.ToLower(string(w.VideoMD5)), Duration: length}
	return m.withSource(w.Media.v, "")
}

// Answerable tells whether the message is one that a rule should see and may
// answer: from a user, to this bot alone. Everything else is recorded and left
// alone: see [Message.NotFor].
func (m *Message) Answerable() bool { return m.NotFor() == "" }

// NotFor says in a few words why nobody is to answer the message, "" if a user
// wrote it to this bot. A message without a type counts as a user's.
func (m *Message) NotFor() string {
	switch {
	case m.Odd != "":
		return "out of bounds: " + m.Odd
	case m.Type == MessageBot, m.From != "" && m.From == m.To, strings.HasSuffix(m.From, "@im.bot"):
		return "written by the bot"
	case m.Type != MessageUser && m.Type != MessageNone:
		return fmt.Sprintf("of type %d, which no user sends", m.Type)
	case m.GroupID != "":
		return "from a group; bots of this service talk to single users only"
	case m.From == "":
		return "no sender"
	}
	return ""
}

// Text is all texts and voice transcripts, joined by newlines.
func (m *Message) Text() string {
	var texts []string
	for _, it := range m.Items {
		if it.Text != "" {
			texts = append(texts, it.Text)
		}
	}
	return strings.Join(texts, "\n")
}

// Kind is that of the first media item, else [KindText] if there is a text,
// else [KindUnsupported].
func (m *Message) Kind() string {
	kind := KindUnsupported
	for _, it := range m.Items {
		switch it.Kind {
		case KindText:
			kind = KindText
		case KindImage, KindVoice, KindFile, KindVideo:
			return it.Kind
		}
	}
	return kind
}

// Kinds are the kinds of the items, each once, in order; never empty.
func (m *Message) Kinds() []string {
	var kinds []string
	for _, it := range m.Items {
		if !slices.Contains(kinds, it.Kind) {
			kinds = append(kinds, it.Kind)
		}
	}
	if kinds == nil {
		kinds = []string{KindUnsupported}
	}
	return kinds
}

// Medias are the media of the items, in order. The media of a quote is
// in its [Quote].
func (m *Message) Medias() []Media {
	var list []Media
	for _, it := range m.Items {
		if it.Media != nil {
			list = append(list, *it.Media)
		}
	}
	return list
}

// Quote is what the message answers to: that of the first item with one, or nil.
func (m *Message) Quote() *Quote {
	for _, it := range m.Items {
		if it.Quote != nil {
			return it.Quote
		}
	}
	return nil
}

// IDs are all ids by which a later quote may name the message: its own, and
// those of its items. Empty if it has none.
func (m *Message) IDs() []string {
	var ids []string
	if m.ID != "" {
		ids = append(ids, m.ID)
	}
	for _, it := range m.Items {
		if it.ID != "" && !slices.Contains(ids, it.ID) {
			ids = append(ids, it.ID)
		}
	}
	return ids
}
