package ilink

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// MaxTextBytes is the longest text, in bytes of UTF-8, that the service takes
// in one message (weilink "Tips & Gotchas": 16 KiB, bytes and not characters).
const MaxTextBytes = 16384

// OutItem is the one item of an outgoing message: [TextItem] or [UploadedItem].
type OutItem interface{ wire() (outItem, error) }

// TextItem is a text as the phone shall show it; not empty, at most
// [MaxTextBytes] long.
type TextItem string

func (t TextItem) wire() (outItem, error) {
	switch {
	case t == "":
		return outItem{}, errors.New("text is empty")
	case len(t) > MaxTextBytes:
		return outItem{}, &TextTooLongError{Bytes: len(t), Limit: MaxTextBytes}
	}
	return outItem{Type: 1, Text: &outText{string(t)}}, nil
}

// UploadedItem is media that lies on the CDN, encrypted for one user.
type UploadedItem struct {
	Kind       string   // KindImage, KindVideo or KindFile
	Name       string   // file name, for KindFile
	Param      string   // x-encrypted-param of the upload's answer
	Key        [16]byte // AES key
	Size       int64    // plaintext bytes
	SealedSize int64    // ciphertext bytes
}

func (u UploadedItem) wire() (outItem, error) {
	media := outMedia{
		EncryptQueryParam: u.Param,
		AESKey:            base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(u.Key[:]))),
		EncryptType:       1,
	}
	switch u.Kind {
	case KindImage:
		return outItem{Type: 2, Image: &outImage{media, u.SealedSize}}, nil
	case KindFile:
		return outItem{Type: 4, File: &outFile{media, u.Name, strconv.FormatInt(u.Size, 10)}}, nil
	case KindVideo:
		return outItem{Type: 5, Video: &outVideo{media, u.SealedSize}}, nil
	}
	return outItem{}, fmt.Errorf("media of kind %q can not be sent", u.Kind)
}

// Outgoing is one message to one user. The service takes exactly one item in
// each, so text and media are two of them.
type Outgoing struct {
	To       string // user id, exactly as received
	ClientID string // unique per message, the same when it is repeated; see [NewClientID]
	// ContextToken is the newest token received from that user. Empty is
	// allowed by the protocol and mostly refused by the service.
	ContextToken Secret
	RunID        string // groups the replies to one message; optional
	Item         OutItem
}

// Sent is an accepted message.
type Sent struct {
	// MessageID is the service's id of the message. Empty: accepted without a
	// receipt, which may mean that the phone will never show it.
	MessageID  string
	ServerTime time.Time // Date of the answer, zero if absent
}

// Confirmed tells whether the service gave the message an id.
func (s Sent) Confirmed() bool { return s.MessageID != "" }

// NewClientID makes an id for one outgoing message: "hotreply:<unix ms>-<8 hex>".
func NewClientID(now time.Time) string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return fmt.Sprintf("hotreply:%d-%x", now.UnixMilli(), b)
}

// SendMessage sends m once and returns what the service said. It does not
// check window or quota: see [Window]. [FateOf] tells what an error means for
// the message; one from a message that can not be put on the wire is no [Error].
func (c *Client) SendMessage(ctx context.Context, m Outgoing) (Sent, error) {
	item, err := checkOutgoing(m)
	if err != nil {
		return Sent{}, &Error{Op: "sendmessage", unsendable: true, Err: err}
	}
	body := struct {
		Msg  outMessage `json:"msg"`
		Info baseInfo   `json:"base_info"`
	}{
		Msg: outMessage{
			ToUserID: m.To, ClientID: m.ClientID, MessageType: 2, MessageState: 2,
			ItemList: []outItem{item}, ContextToken: m.ContextToken.Reveal(), RunID: m.RunID,
		},
		Info: c.info(),
	}
	var out wireReceipt
	a, err := c.post(ctx, call{op: "sendmessage", path: "ilink/bot/sendmessage", body: body, timeout: timeoutSend}, &out)
	if err != nil {
		return Sent{}, err
	}
	id := string(out.MessageID)
	if new(bounds).id("message_id", &id); id != string(out.MessageID) {
		c.logger().Warn("the service names an id that is none, and the message counts as sent without one", "bytes", len(out.MessageID))
	}
	return Sent{MessageID: id, ServerTime: a.date}, nil
}

func checkOutgoing(m Outgoing) (outItem, error) {
	switch {
	case m.To == "":
		return outItem{}, errors.New("no recipient")
	case m.ClientID == "":
		return outItem{}, errors.New("no client id")
	case m.Item == nil:
		return outItem{}, errors.New("no content")
	}
	return m.Item.wire()
}
