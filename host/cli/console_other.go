//go:build !windows

package cli

// enableANSI is for Windows: terminals elsewhere obey escape sequences.
func enableANSI(...any) (ok bool, restore func()) { return true, func() {} }
