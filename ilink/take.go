package ilink

// How the members of the objects that come most are taken up: each by the
// decoding of its own type, which takes every value.

func (w *outcome) take(name, value []byte) int {
	switch string(name) {
	case "ret":
		_ = w.Ret.UnmarshalJSON(value)
		return 0
	case "errcode":
		_ = w.ErrCode.UnmarshalJSON(value)
		return 1
	case "errmsg":
		_ = w.ErrMsg.UnmarshalJSON(value)
		return 2
	}
	return -1
}

func (w *wireMessage) take(name, value []byte) int {
	switch string(name) {
	case "seq":
		_ = w.Seq.UnmarshalJSON(value)
		return 0
	case "message_id":
		_ = w.MessageID.UnmarshalJSON(value)
		return 1
	case "from_user_id":
		_ = w.FromUserID.UnmarshalJSON(value)
		return 2
	case "to_user_id":
		_ = w.ToUserID.UnmarshalJSON(value)
		return 3
	case "client_id":
		_ = w.ClientID.UnmarshalJSON(value)
		return 4
	case "create_time_ms":
		_ = w.CreateTimeMS.UnmarshalJSON(value)
		return 5
	case "session_id":
		_ = w.SessionID.UnmarshalJSON(value)
		return 6
	case "group_id":
		_ = w.GroupID.UnmarshalJSON(value)
		return 7
	case "message_type":
		_ = w.MessageType.UnmarshalJSON(value)
		return 8
	case "message_state":
		_ = w.MessageState.UnmarshalJSON(value)
		return 9
	case "item_list":
		_ = w.ItemList.UnmarshalJSON(value)
		return 10
	case "context_token":
		_ = w.ContextToken.UnmarshalJSON(value)
		return 11
	case "run_id":
		_ = w.RunID.UnmarshalJSON(value)
		return 12
	}
	return -1
}

func (w *wireItem) take(name, value []byte) int {
	switch string(name) {
	case "type":
		_ = w.Type.UnmarshalJSON(value)
		return 0
	case "msg_id":
		_ = w.MsgID.UnmarshalJSON(value)
		return 1
	case "text_item":
		_ = w.Text.UnmarshalJSON(value)
		return 2
	case "image_item":
		_ = w.Image.UnmarshalJSON(value)
		return 3
	case "voice_item":
		_ = w.Voice.UnmarshalJSON(value)
		return 4
	case "file_item":
		_ = w.File.UnmarshalJSON(value)
		return 5
	case "video_item":
		_ = w.Video.UnmarshalJSON(value)
		return 6
	case "ref_msg":
		_ = w.RefMsg.UnmarshalJSON(value)
		return 7
	case "unsupported_item":
		_ = w.Other.UnmarshalJSON(value)
		return 8
	}
	return -1
}

func (w *wireTextItem) take(name, value []byte) int {
	switch string(name) {
	case "text":
		_ = w.Text.UnmarshalJSON(value)
		return 0
	}
	return -1
}

func (w *wireMedia) take(name, value []byte) int {
	switch string(name) {
	case "encrypt_query_param":
		_ = w.EncryptQueryParam.UnmarshalJSON(value)
		return 0
	case "aes_key":
		_ = w.AESKey.UnmarshalJSON(value)
		return 1
	case "encrypt_type":
		_ = w.EncryptType.UnmarshalJSON(value)
		return 2
	case "full_url":
		_ = w.FullURL.UnmarshalJSON(value)
		return 3
	}
	return -1
}

func (w *wireImage) take(name, value []byte) int {
	switch string(name) {
	case "media":
		_ = w.Media.UnmarshalJSON(value)
		return 0
	case "aeskey":
		_ = w.AESKey.UnmarshalJSON(value)
		return 1
	case "mid_size":
		_ = w.MidSize.UnmarshalJSON(value)
		return 2
	case "hd_size":
		_ = w.HDSize.UnmarshalJSON(value)
		return 3
	}
	return -1
}

func (w *wireUpdates) take(name, value []byte) int {
	switch string(name) {
	case "msgs":
		_ = w.Msgs.UnmarshalJSON(value)
		return 3
	case "get_updates_buf":
		_ = w.Cursor.UnmarshalJSON(value)
		return 4
	case "longpolling_timeout_ms":
		_ = w.Hold.UnmarshalJSON(value)
		return 5
	}
	return w.outcome.take(name, value)
}

// wireReceipt is the answer to sendmessage.
type wireReceipt struct {
	MessageID wireID `json:"message_id"`
}

func (w *wireReceipt) take(name, value []byte) int {
	if string(name) != "message_id" {
		return -1
	}
	_ = w.MessageID.UnmarshalJSON(value)
	return 0
}
