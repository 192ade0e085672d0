package ilink

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
)

// The service delivers some messages again: a second or half an hour later
// under the same id (openclaw-weixin issues 66 and 239), or within seconds
// under another id or none (hermes-agent 16182, clowder-ai 925).

// DedupeKey is the same for two deliveries of one message under one id and
// differs between two messages of one account: the bot and the message id, or
// where that is missing a hash of who said what when. It has at most some
// hundred bytes.
func (m *Message) DedupeKey() string {
	switch {
	case m.Odd != "":
		return "odd:" + m.digest
	case m.ID != "":
		return "id:" + m.To + "/" + m.ID
	}
	d := newDigest(m.To, m.From, m.ClientID)
	if m.Created.IsZero() { // then nothing but the sequence tells "hi" from another "hi"
		d.part(strconv.FormatInt(m.Seq, 10))
	} else {
		d.part(strconv.FormatInt(m.Created.UnixMilli(), 10))
	}
	for _, it := range m.Items {
		d.part(it.Kind)
		d.part(it.Text)
		if it.Media != nil {
			d.part(it.Media.Param)
			d.part(it.Media.Name)
		}
	}
	return "hash:" + d.String()
}

// Identity is the same for all deliveries of one message, whatever their ids
// say: it is made of the sender, the sender's own id for it, its time, and its
// content, without what the service makes anew for each delivery (tokens,
// addresses). "" if the message lacks one of them; then only [Message.DedupeKey]
// tells. Two messages with the same text have two identities.
func (m *Message) Identity() string {
	if m.Odd != "" || m.From == "" || m.ClientID == "" || m.Created.IsZero() {
		return ""
	}
	d := newDigest(m.From, m.ClientID, strconv.FormatInt(m.Created.UnixMilli(), 10))
	for _, it := range m.Items {
		d.part(it.Kind)
		d.part(it.Text)
		if it.Media != nil {
			d.media(it.Media)
		}
	}
	return "same:" + d.String()
}

// digest hashes parts so that no two lists of them look alike.
type digest struct{ hash.Hash }

func newDigest(parts ...string) digest {
	d := digest{sha256.New()}
	for _, p := range parts {
		d.part(p)
	}
	return d
}

func (d digest) part(s string) { fmt.Fprintf(d, "%d:%s", len(s), s) }

// media adds what tells bytes apart: their MD5, or the key that they were
// sealed with and their size.
func (d digest) media(m *Media) {
	if m.MD5 != "" {
		d.part(m.MD5)
		return
	}
	if len(m.Keys) > 0 {
		d.part(m.Keys[0].Reveal())
	}
	d.part(fmt.Sprint(m.Size, m.SealedSize))
}

func (d digest) String() string { return hex.EncodeToString(d.Sum(nil)[:16]) }
