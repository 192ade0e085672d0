package ilink

import (
	"context"
	"errors"
	"net/http"
)

// GetConfig asks for the ticket that [Client.SendTyping] needs. contextToken
// may be empty. Before the user's first message the service answers ret -4.
func (c *Client) GetConfig(ctx context.Context, user string, contextToken Secret) (ticket Secret, err error) {
	body := struct {
		User  string   `json:"ilink_user_id"`
		Token string   `json:"context_token,omitempty"`
		Info  baseInfo `json:"base_info"`
	}{user, contextToken.Reveal(), c.info()}
	var out struct {
		Ticket wireString `json:"typing_ticket"`
	}
	_, err = c.post(ctx, call{op: "getconfig", path: "ilink/bot/getconfig", body: body, timeout: timeoutShort}, &out)
	if err == nil && out.Ticket == "" {
		err = &Error{Op: "getconfig", HTTPStatus: http.StatusOK, Left: true, Err: errors.New("answer holds no ticket")}
	}
	return Secret(out.Ticket), err
}

// SendTyping shows or hides "typing" on the user's phone. It costs no quota
// and has to be repeated every few seconds; see [Typist].
func (c *Client) SendTyping(ctx context.Context, user string, ticket Secret, on bool) error {
	status := 2
	if on {
		status = 1
	}
	body := struct {
		User   string   `json:"ilink_user_id"`
		Ticket string   `json:"typing_ticket"`
		Status int      `json:"status"`
		Info   baseInfo `json:"base_info"`
	}{user, ticket.Reveal(), status, c.info()}
	_, err := c.post(ctx, call{op: "sendtyping", path: "ilink/bot/sendtyping", body: body, timeout: timeoutShort}, nil)
	return err
}

// NotifyStart tells the service that the bot is about to poll. A courtesy: its
// failure is worth a log line at most, though -14 tells a dead token early.
func (c *Client) NotifyStart(ctx context.Context) error { return c.notify(ctx, "notifystart") }

// NotifyStop tells the service that the bot stops polling; like
// [Client.NotifyStart], with a context that has not ended yet.
func (c *Client) NotifyStop(ctx context.Context) error { return c.notify(ctx, "notifystop") }

func (c *Client) notify(ctx context.Context, op string) error {
	body := struct {
		Info baseInfo `json:"base_info"`
	}{c.info()}
	_, err := c.post(ctx, call{op: op, path: "ilink/bot/msg/" + op, body: body, timeout: timeoutShort}, nil)
	return err
}

// UploadRequest announces bytes that are to be put on the CDN.
type UploadRequest struct {
	Kind       string // KindImage, KindVideo, KindFile or KindVoice
	To         string // user id; must be one the bot knows, else ret -1
	FileKey    string // 32 hex digits, fresh for each upload
	Key        Secret // AES key, 32 hex digits
	Size       int64  // plaintext bytes
	MD5        string // hex of the plaintext's MD5
	SealedSize int64  // ciphertext bytes: (Size/16 + 1) * 16
}

// UploadTarget is where the bytes go: FullURL if it is there, else an address
// built from Param. At least one of them is set. Neither is judged yet.
type UploadTarget struct {
	FullURL string
	Param   string
}

// GetUploadURL announces an upload.
func (c *Client) GetUploadURL(ctx context.Context, r UploadRequest) (UploadTarget, error) {
	// Not the numbers of items: in this call 2 is video and 3 is file.
	kinds := map[string]int{KindImage: 1, KindVideo: 2, KindFile: 3, KindVoice: 4}
	body := struct {
		FileKey     string   `json:"filekey"`
		MediaType   int      `json:"media_type"`
		To          string   `json:"to_user_id"`
		RawSize     int64    `json:"rawsize"`
		RawMD5      string   `json:"rawfilemd5"`
		FileSize    int64    `json:"filesize"`
		NoNeedThumb bool     `json:"no_need_thumb"`
		AESKey      string   `json:"aeskey"`
		Info        baseInfo `json:"base_info"`
	}{r.FileKey, kinds[r.Kind], r.To, r.Size, r.MD5, r.SealedSize, true, r.Key.Reveal(), c.info()}
	var out struct {
		FullURL wireString `json:"upload_full_url"`
		Param   wireString `json:"upload_param"`
	}
	_, err := c.post(ctx, call{op: "getuploadurl", path: "ilink/bot/getuploadurl", body: body, timeout: timeoutSend}, &out)
	if err == nil && out.FullURL == "" && out.Param == "" {
		err = &Error{Op: "getuploadurl", HTTPStatus: http.StatusOK, Left: true, Err: errors.New("answer holds no address")}
	}
	if err != nil {
		return UploadTarget{}, err
	}
	return UploadTarget{FullURL: string(out.FullURL), Param: string(out.Param)}, nil
}
