package ilink

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

// QRCode is a code to be scanned with the phone.
type QRCode struct {
	Key Secret // names the code when its status is asked for
	// Content is the text to show as a QR picture; also a link. Who scans it
	// owns the bot, so it is for the operator's eyes only.
	Content string
}

// maxQRBytes is what the largest QR code holds.
const maxQRBytes = 2953

// Statuses of a QR code, spelled as on the wire.
const (
	StatusWait           = "wait"
	StatusScanned        = "scaned"
	StatusRedirect       = "scaned_but_redirect"
	StatusNeedVerifyCode = "need_verifycode"
	StatusCodeBlocked    = "verify_code_blocked"
	StatusExpired        = "expired"
	StatusConfirmed      = "confirmed"
	StatusAlreadyBound   = "binded_redirect"
)

// QRStatus is what has become of a code.
type QRStatus struct {
	Status       string // one of the Status constants, or one that is not known yet
	BotToken     Secret // with StatusConfirmed, as are the next three
	BotID        string
	UserID       string
	BaseURL      string // as named by the service, not judged yet
	RedirectHost string // with StatusRedirect; as named by the service, may be empty
}

// GetQRCode asks for a new code. localTokens are bot tokens of which the
// service should say if the scanning user has one already (status
// [StatusAlreadyBound]); they go to the service before anybody has proven
// anything, so give only that of the account which is being renewed, or none.
func (c *Client) GetQRCode(ctx context.Context, localTokens []Secret) (QRCode, error) {
	body := struct {
		LocalTokenList []string `json:"local_token_list"`
	}{LocalTokenList: []string{}}
	for _, t := range localTokens[:min(len(localTokens), 10)] {
		body.LocalTokenList = append(body.LocalTokenList, t.Reveal())
	}
	var out struct {
		QRCode  wireString `json:"qrcode"`
		Content wireString `json:"qrcode_img_content"`
	}
	k := call{
		op: "get_bot_qrcode", base: c.homeURL(), path: "ilink/bot/get_bot_qrcode",
		query: url.Values{"bot_type": {"3"}}, body: body, bare: true, timeout: timeoutQRCode,
	}
	_, err := c.post(ctx, k, &out)
	if e := (*Error)(nil); errors.As(err, &e) && (e.HTTPStatus == http.StatusMethodNotAllowed || e.HTTPStatus == http.StatusNotImplemented) {
		// Older services know the GET of older clients alone, which shows no tokens.
		k.body = nil
		_, err = c.post(ctx, k, &out)
	}
	if err == nil && (out.QRCode == "" || out.Content == "") {
		err = &Error{Op: "get_bot_qrcode", HTTPStatus: http.StatusOK, Left: true, Err: errors.New("answer holds no code")}
	}
	if err != nil {
		return QRCode{}, err
	}
	if err := errors.Join(credential("qrcode", string(out.QRCode), maxTokenBytes), credential("qrcode_img_content", string(out.Content), maxQRBytes)); err != nil {
		return QRCode{}, &Error{Op: k.op, HTTPStatus: http.StatusOK, Left: true, Err: err}
	}
	return QRCode{Key: Secret(out.QRCode), Content: string(out.Content)}, nil
}

// QRStatus asks what has become of a code; the service holds the question for
// up to 35 s. base is the API base to ask, "" for HomeURL; verifyCode the
// digits that the phone shows, "" unless asked for.
func (c *Client) QRStatus(ctx context.Context, base string, key Secret, verifyCode string) (QRStatus, error) {
	query := url.Values{"qrcode": {key.Reveal()}}
	if verifyCode != "" {
		query.Set("verify_code", verifyCode)
	}
	k := call{
		op: "get_qrcode_status", base: firstOf(base, c.homeURL()), path: "ilink/bot/get_qrcode_status",
		query: query, timeout: timeoutQRPoll,
	}
	a, err := c.do(ctx, k)
	if err != nil {
		return QRStatus{}, err
	}
	var out struct {
		Status       wireString `json:"status"`
		BotToken     wireString `json:"bot_token"`
		BotID        wireString `json:"ilink_bot_id"`
		UserID       wireString `json:"ilink_user_id"`
		BaseURL      wireString `json:"baseurl"`
		RedirectHost wireString `json:"redirect_host"`
	}
	// A refusal in ret does not matter if a status came with it.
	if err := json.Unmarshal(a.body, &out); err != nil || out.Status == "" {
		if err := judge(k.op, a.body, nil); err != nil {
			return QRStatus{}, err
		}
		return QRStatus{}, &Error{Op: k.op, HTTPStatus: http.StatusOK, Left: true, Err: errors.New("answer holds no status")}
	}
	return QRStatus{
		Status: string(out.Status), BotToken: Secret(out.BotToken), BotID: string(out.BotID),
		UserID: string(out.UserID), BaseURL: string(out.BaseURL), RedirectHost: string(out.RedirectHost),
	}, nil
}
