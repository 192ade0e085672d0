// Package sim acts as the WeChat iLink service: QR login, held polls, sending
// with quota and window, typing, and a control API that plays the phones. It
// is strict: it refuses what the service would refuse and records each mistake
// of a client at GET /sim/violations.
package sim
