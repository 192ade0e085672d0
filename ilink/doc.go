// Package ilink is a client of the WeChat iLink bot service. It logs in with a
// QR code, receives messages by long poll, sends answers, and knows what the
// service allows. It has no goroutine of its own but those of [net/http].
//
// # A first call
//
//	login := &ilink.Login{Client: &ilink.Client{}, Show: func(qr ilink.QRCode) { fmt.Println(qr.Content) }}
//	cred, err := login.Run(ctx)                     // once; then SaveCredentials
//	client := &ilink.Client{Credentials: cred}
//	poller := &ilink.Poller{Client: client, Cursor: stored, Commit: store}
//	err = poller.Run(ctx)                           // until ErrStaleToken: log in again
//
// A [Client] has one method per endpoint, a [Login] and a [Poller] are the two
// loops on top of it, a [Typist] keeps "typing" alive. [Window] is the
// service's reply allowance as arithmetic, [SplitText] and [FilterMarkdown]
// prepare a text, [FateOf] says what an error means for a message.
//
// # The protocol on one page
//
// Eleven calls, JSON over HTTPS, to https://ilinkai.weixin.qq.com:
//
//	POST ilink/bot/get_bot_qrcode?bot_type=3   a code to scan                    no token
//	GET  ilink/bot/get_qrcode_status?qrcode=   what became of it; held 35 s      no token
//	POST ilink/bot/getupdates                  messages since a cursor; held     token
//	POST ilink/bot/sendmessage                 one item to one user              token
//	POST ilink/bot/getuploadurl                where to put media                token
//	POST ilink/bot/getconfig                   a ticket for "typing"             token
//	POST ilink/bot/sendtyping                  show or hide "typing"             token
//	POST ilink/bot/msg/notifystart, notifystop a courtesy                        token
//	POST, GET on the CDN                       media, AES-128-ECB                signed address
//
// Every call carries iLink-App-Id and iLink-App-ClientVersion, every POST a
// fresh X-WECHAT-UIN nonce, every call with a token base_info in its body.
//
// Answers are 200 with ret and errcode, either of which may be absent; both 0
// or absent means yes. -14 in either: the bot token is dead, somebody scanned
// elsewhere or the session ended, and only a new login helps. -2: refused, see
// [RejectedError]. ids are uint64, as numbers or strings, and kept as text.
//
// A login runs wait, scaned, confirmed; on the way it may want the digits that
// the phone shows (need_verifycode) or go on at another host
// (scaned_but_redirect). Dead codes (expired, verify_code_blocked) are
// replaced, three in all, within eight minutes. binded_redirect: the user's bot
// is the one whose token was offered.
//
// A poll says where it was (get_updates_buf) and is held for as long as the
// service said with the last answer. The next poll's cursor acknowledges the
// batch. Whether an old cursor brings messages back is not settled, so a batch
// and its cursor must be stored together before the next poll, and messages
// may come twice: see [Message.DedupeKey].
//
// A bot can not speak first. Each message of a user brings a context token and
// allows ten messages within 24 hours. An answer with a message_id has been
// accepted; one without may have been dropped in silence.
//
// # What it promises, and what it does not
//
// A request is sent once; nothing is repeated inside a method. An [Error] tells
// whether the request had left the machine, so that the caller can decide.
// Bytes of an unexpected shape cost the field or item they are in, never the
// message. Hosts that the service names are followed only if they are its own,
// or configured. Secrets print redacted.
//
// It does not store anything, does not check windows while sending, does not
// render QR pictures, and does not answer groups: no bot of this kind has been
// seen in one.
//
// # Sources
//
// The published client @tencent-weixin/openclaw-weixin 2.4.9 (src/api/api.ts,
// src/api/types.ts, src/auth/login-qr.ts, src/monitor/monitor.ts,
// src/messaging), its repository's docs/protocol.md and issues; the "Tips &
// Gotchas" page of Oaklight/weilink (16 KiB, ten replies, 24 hours, image keys);
// epiral/weixin-bot docs/protocol-spec.md (one client id shows one message).
package ilink
