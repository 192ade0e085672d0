// Package ilink is a client of the WeChat iLink bot service: QR login, long
// poll, sending, and the rules of what may be sent.
//
// A [Client] has one method per endpoint and no goroutine; [Login] and
// [Poller] are the two loops on top of it, run by the caller. [Window] is the
// service's reply allowance as pure arithmetic.
package ilink
