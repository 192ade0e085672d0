package sim

import (
	"fmt"
)

// Item types of sendmessage and getupdates (openclaw-weixin 2.4.9,
// api/types.ts). The upload enum of getuploadurl is another one.
const (
	itemText       = 1
	itemImage      = 2
	itemVoice      = 3
	itemFile       = 4
	itemVideo      = 5
	itemToolStart  = 11
	itemToolResult = 12
)

// outItem is one item as clients send it.
type outItem struct {
	Type        int    `json:"type"`
	CreateTime  *int64 `json:"create_time_ms"`
	UpdateTime  *int64 `json:"update_time_ms"`
	IsCompleted *bool  `json:"is_completed"`
	Text        *struct {
		Text string `json:"text"`
	} `json:"text_item"`
	Image *struct {
		Media   *outMedia `json:"media"`
		MidSize int64     `json:"mid_size"`
		AESKey  string    `json:"aeskey"`
	} `json:"image_item"`
	Voice *struct {
		Media *outMedia `json:"media"`
	} `json:"voice_item"`
	File *struct {
		Media    *outMedia `json:"media"`
		FileName string    `json:"file_name"`
		Len      string    `json:"len"`
	} `json:"file_item"`
	Video *struct {
		Media     *outMedia `json:"media"`
		VideoSize int64     `json:"video_size"`
	} `json:"video_item"`
	ToolStart *struct {
		ToolName string `json:"tool_name"`
	} `json:"tool_call_start_item"`
	ToolResult *struct {
		ToolName string `json:"tool_name"`
		Status   string `json:"status"`
	} `json:"tool_call_result_item"`
}

// outMedia is a reference to a file on the CDN as clients send it.
type outMedia struct {
	EncryptQueryParam string `json:"encrypt_query_param"`
	AESKey            string `json:"aes_key"`
	EncryptType       int    `json:"encrypt_type"`
	FullURL           string `json:"full_url"`
}

// payloads tells which payload keys are present, by item type.
func (i *outItem) payloads() map[int]bool {
	return map[int]bool{
		itemText: i.Text != nil, itemImage: i.Image != nil, itemVoice: i.Voice != nil,
		itemFile: i.File != nil, itemVideo: i.Video != nil,
		itemToolStart: i.ToolStart != nil, itemToolResult: i.ToolResult != nil,
	}
}

// kindNames are the kinds as GET /sim/sent shows them.
var kindNames = map[int]string{
	itemText: "text", itemImage: "image", itemVoice: "voice", itemFile: "file",
	itemVideo: "video", itemToolStart: "tool_start", itemToolResult: "tool_result",
}

// problem says why the service refuses the item outright, or "".
func (i *outItem) problem() string {
	kind, known := kindNames[i.Type]
	if !known {
		return fmt.Sprintf("item type %d can not be sent", i.Type)
	}
	payload := i.payloads()
	if !payload[i.Type] {
		return fmt.Sprintf("item type %d (%s) without its payload", i.Type, kind)
	}
	if i.Text != nil && i.Text.Text == "" {
		return "text is empty"
	}
	return ""
}

// describe turns the item into a row of GET /sim/sent, shown unless hidden. Of
// a text at most limit characters are shown; 0 is no limit.
func (i *outItem) describe(limit int) SentMessage {
	m := SentMessage{Kind: kindNames[i.Type], Shown: true}
	switch i.Type {
	case itemText:
		m.Text = i.Text.Text
		if runes := []rune(m.Text); limit > 0 && len(runes) > limit {
			m.Text, m.Why = string(runes[:limit]), "cut off"
		}
		m.Size = int64(len(m.Text))
	case itemFile:
		m.Name = i.File.FileName
	case itemVoice:
		m.hide("voice bubbles are accepted and not rendered")
	case itemToolStart, itemToolResult:
		m.hide("tool cards are accepted and not rendered")
	}
	return m
}
