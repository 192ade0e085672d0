//go:build !unix

package ilink

import "net"

// canLook tells that hasInput sees what there is.
const canLook = false

// hasInput can not be told here without reading; the connection's own reader
// sees the end a moment later.
func hasInput(net.Conn) bool { return false }
