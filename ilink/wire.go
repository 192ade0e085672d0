package ilink

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The JSON of the protocol, spelled as on the wire. What comes in is decoded
// leniently: a field of an unexpected type is as good as absent, since one odd
// field must not cost a message.

// wireID is a uint64 id, sent as a bare number of up to 20 digits or as a
// string (openclaw-weixin 2.4.9 api/api.ts, parseWeixinApiJson). It is kept as
// text: a float64 would round it. "0" is as good as absent.
type wireID string

func (id *wireID) UnmarshalJSON(b []byte) error {
	var s wireString
	_ = s.UnmarshalJSON(b)
	if s == "0" {
		s = ""
	}
	*id = wireID(s)
	return nil
}

// wireString is a string, or a number taken literally.
type wireString string

func (s *wireString) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) > 1 && b[0] == '"':
		if inner := b[1 : len(b)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
			*s = wireString(inner) // nothing to undo: most are so
			return nil
		}
		var v string
		if json.Unmarshal(b, &v) == nil {
			*s = wireString(v)
		}
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9'):
		*s = wireString(b)
	}
	return nil
}

// wireInt is an integer, also written as a string or with a fraction.
type wireInt int64

func (n *wireInt) UnmarshalJSON(b []byte) error {
	if v, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		*n = wireInt(v)
		return nil
	}
	var s wireString
	_ = s.UnmarshalJSON(b)
	t := strings.TrimSpace(string(s))
	if v, err := strconv.ParseInt(t, 10, 64); err == nil {
		*n = wireInt(v)
	} else if f, err := strconv.ParseFloat(t, 64); err == nil && math.Abs(f) < 1<<62 {
		*n = wireInt(f)
	}
	return nil
}

// code is n as a number of the service's small enumerations: ret, a type, an
// index. One that is larger than any of them stays so on every machine.
func (n wireInt) code() int { return int(min(max(n, math.MinInt32), math.MaxInt32)) }

// size is n as a number of bytes; one that no file has counts as absent.
func (n wireInt) size() int64 {
	if n < 0 || n > maxSize {
		return 0
	}
	return int64(n)
}

// maxSize is above what any file of a chat has, in bytes.
const maxSize = 1 << 50

// span is n times unit; one that is below zero or above a year counts as absent.
func (n wireInt) span(unit time.Duration) time.Duration {
	const year = 365 * 24 * time.Hour
	if n < 0 || n > wireInt(year/unit) {
		return 0
	}
	return time.Duration(n) * unit
}

// instant is n, in milliseconds, as a time; one of a year that is not written
// with four digits counts as absent.
func (n wireInt) instant() time.Time {
	if n <= 0 || n > maxMillis {
		return time.Time{}
	}
	return time.UnixMilli(int64(n))
}

// maxMillis is the end of the year 9999, where JSON's times end.
const maxMillis = 253_402_300_799_999

// wireObject is a T, or nothing if the value is not one.
type wireObject[T any] struct{ v *T }

func (o *wireObject[T]) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	v := new(T)
	err := error(nil)
	if f, ok := any(v).(fields); ok {
		err = decode(b, f)
	} else {
		err = json.Unmarshal(b, v)
	}
	if err == nil {
		o.v = v
	}
	return nil
}

// wireList is a list of raw values, or nothing if the value is not a list. They
// may be parts of the text that they were decoded from.
type wireList []json.RawMessage

func (l *wireList) UnmarshalJSON(b []byte) error {
	if all, ok := entries(b); ok {
		*l = all
		return nil
	}
	var v []json.RawMessage
	if json.Unmarshal(b, &v) == nil {
		*l = v
	}
	return nil
}

// baseInfo goes with every call that bears the token.
type baseInfo struct {
	ChannelVersion string `json:"channel_version"`
	BotAgent       string `json:"bot_agent,omitempty"`
}

// outcome is how every answer says whether the service agreed. Both numbers
// may be absent, which means yes; -14 comes in either.
type outcome struct {
	Ret     wireInt    `json:"ret"`
	ErrCode wireInt    `json:"errcode"`
	ErrMsg  wireString `json:"errmsg"`
}

type wireMessage struct {
	Seq          wireInt    `json:"seq"`
	MessageID    wireID     `json:"message_id"`
	FromUserID   wireString `json:"from_user_id"`
	ToUserID     wireString `json:"to_user_id"`
	ClientID     wireString `json:"client_id"`
	CreateTimeMS wireInt    `json:"create_time_ms"`
	SessionID    wireString `json:"session_id"`
	GroupID      wireString `json:"group_id"`
	MessageType  wireInt    `json:"message_type"`
	MessageState wireInt    `json:"message_state"`
	ItemList     wireList   `json:"item_list"`
	ContextToken wireString `json:"context_token"`
	RunID        wireString `json:"run_id"`
}

type wireItem struct {
	Type   wireInt                  `json:"type"`
	MsgID  wireID                   `json:"msg_id"`
	Text   wireObject[wireTextItem] `json:"text_item"`
	Image  wireObject[wireImage]    `json:"image_item"`
	Voice  wireObject[wireVoice]    `json:"voice_item"`
	File   wireObject[wireFile]     `json:"file_item"`
	Video  wireObject[wireVideo]    `json:"video_item"`
	RefMsg wireObject[wireRef]      `json:"ref_msg"`
	Other  wireObject[wireTextItem] `json:"unsupported_item"` // what a quoted item says of itself where its kind is not known
}

type wireTextItem struct {
	Text wireString `json:"text"`
}

type wireMedia struct {
	EncryptQueryParam wireString `json:"encrypt_query_param"`
	AESKey            wireString `json:"aes_key"`
	EncryptType       wireInt    `json:"encrypt_type"`
	FullURL           wireString `json:"full_url"`
}

type wireImage struct {
	Media   wireObject[wireMedia] `json:"media"`
	AESKey  wireString            `json:"aeskey"` // hex, and the right one where media.aes_key differs
	MidSize wireInt               `json:"mid_size"`
	HDSize  wireInt               `json:"hd_size"`
}

type wireVoice struct {
	Media      wireObject[wireMedia] `json:"media"`
	EncodeType wireInt               `json:"encode_type"`
	SampleRate wireInt               `json:"sample_rate"`
	Playtime   wireInt               `json:"playtime"` // ms
	Size       wireInt               `json:"size"`
	Text       wireString            `json:"text"`
}

type wireFile struct {
	Media    wireObject[wireMedia] `json:"media"`
	FileName wireString            `json:"file_name"`
	MD5      wireString            `json:"md5"`
	Len      wireInt               `json:"len"` // a decimal string on the wire
}

type wireVideo struct {
	Media      wireObject[wireMedia] `json:"media"`
	VideoSize  wireInt               `json:"video_size"`
	PlayLength wireInt               `json:"play_length"`
	VideoMD5   wireString            `json:"video_md5"`
}

type wireRef struct {
	Title   wireString              `json:"title"`
	Item    json.RawMessage         `json:"message_item"`
	SvrID   wireID                  `json:"svr_id"`
	Partial wireObject[wirePartial] `json:"partial_text"`
}

type wirePartial struct {
	Start      wireString `json:"start"`
	End        wireString `json:"end"`
	StartIndex wireInt    `json:"startindex"`
	EndIndex   wireInt    `json:"endindex"`
	QuoteMD5   wireString `json:"quotemd5"`
}

// outMedia is CDNMedia as sent: aes_key is base64 of the key's 32 hex digits
// and encrypt_type must be there, else phones can not open it.
type outMedia struct {
	EncryptQueryParam string `json:"encrypt_query_param"`
	AESKey            string `json:"aes_key"`
	EncryptType       int    `json:"encrypt_type"`
}

type outText struct {
	Text string `json:"text"`
}

type outImage struct {
	Media   outMedia `json:"media"`
	MidSize int64    `json:"mid_size"`
}

type outFile struct {
	Media    outMedia `json:"media"`
	FileName string   `json:"file_name"`
	Len      string   `json:"len"`
}

type outVideo struct {
	Media     outMedia `json:"media"`
	VideoSize int64    `json:"video_size"`
}

type outItem struct {
	Type  int       `json:"type"`
	Text  *outText  `json:"text_item,omitempty"`
	Image *outImage `json:"image_item,omitempty"`
	File  *outFile  `json:"file_item,omitempty"`
	Video *outVideo `json:"video_item,omitempty"`
}

type outMessage struct {
	FromUserID   string    `json:"from_user_id"` // always there, always empty
	ToUserID     string    `json:"to_user_id"`
	ClientID     string    `json:"client_id"`
	MessageType  int       `json:"message_type"`
	MessageState int       `json:"message_state"`
	ItemList     []outItem `json:"item_list"`
	ContextToken string    `json:"context_token,omitempty"`
	RunID        string    `json:"run_id,omitempty"`
}
