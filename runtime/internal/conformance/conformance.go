// Package conformance says, feature by feature, what of JavaScript, the web
// platform and Node works in a rule. Its test runs one snippet per feature
// through the real loader and writes docs/javascript.md:
//
//	go test ./runtime/internal/conformance -update
package conformance
