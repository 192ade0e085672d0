// Package sim acts as the WeChat iLink service: the API that bots log in to,
// poll and send through, and the CDN that holds their files. It is the server
// to write and test a client against, with no phone and no account.
//
// # A tour
//
// [New] builds a [Server], which is an [net/http.Handler]: serve it with
// httptest in a test, or with net/http for a client in another process. The
// API base is http://HOST:PORT, the CDN base http://HOST:PORT/c2c.
//
// A client logs in by QR code as it does on the live service; codes confirm
// themselves unless [Options].QR is "manual", and [Server.NewBot] logs in
// without one. Users are played by Go methods, or over HTTP below /sim by the
// control API (docs/simulator.md): [Server.Say] and [Server.SendMedia] deliver
// a user's message, [Server.Sent] and [Server.WaitSent] show what the bot
// answered, [Server.QR] is the phone that scans, [Server.Expire] throws a
// login out. [Server.Advance] moves the service's own clock, so that a test of
// the 24-hour window takes no time.
//
// [Server.SetFault] makes things go wrong: [Fault] lists how. Its position is
// exact: http_500 strikes before the service has acted, drop_response after.
// [Server.Configure] switches behaviours on which reports about the live
// service disagree; each default in [Settings] is the best supported reading.
//
// [Server.Record] keeps a [Transcript] of a conversation, with secrets replaced
// by invented values, for a golden file. [NewReplay] plays one back and compares
// what the client sends.
//
// # What it holds clients to
//
// It is strict. What the live service would refuse is refused in the same
// words, and every mistake of a client is kept by [Server.Violations], also
// those that the service forgives or punishes in silence: a picture whose key
// is wrongly encoded is accepted and never shown, here as there, and
// [SentMessage] says so. A client that comes through without a violation can
// be expected to behave on the live service. Refusals that a correct client
// can meet, such as a used-up quota, are counted in [State] and are no
// violations.
//
// What is not known to hold for ever is shaken: answers get fields that nobody
// knows and lose optional ones ([Settings].Noise), message ids are bare numbers
// above 2^53, received pictures carry a wrong key beside the right one, idle
// polls answer null for an empty list.
//
// # What it will not do
//
// It does not rate or bill, has no groups (though [SayRequest] can make up a
// message of one), shows no tool cards and renders no voice bubbles, as the
// live service shows none. It keeps everything in memory but files, which are
// spooled to temporary files that [Server.Reset] and [Server.Close] remove.
//
// # Sources
//
// The wire format follows the published TypeScript of
// @tencent-weixin/openclaw-weixin 2.4.9 (api, auth, cdn, messaging). Limits and
// failure modes follow weilink's "Tips & Gotchas", epiral's protocol-spec,
// dsh-wechat-bridge's probes of August 2026 and the issues of
// Tencent/openclaw-weixin. The package shares no code with hotreply's own
// client, which it judges; package interop runs two clients by others
// against it.
package sim
