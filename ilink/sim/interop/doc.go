// Package interop runs clients that others have written against the simulator:
// the Go module openilink-sdk-go, and the compiled modules of the npm package
// @tencent-weixin/openclaw-weixin, which is the reference client. It holds
// tests only.
//
// The npm packages are installed with
//
//	npm ci --prefix ilink/sim/interop
//
// Without them the test is skipped, except where CI=true.
package interop
