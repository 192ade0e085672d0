//go:build !unix

package ilink

import "net"

// hasInput can not be told here without reading; the connection's own reader
// sees the end a moment later.
func hasInput(net.Conn) bool { return false }
