//go:build !linux || !(amd64 || arm64)

package heap

// region is for Linux only.
type region struct{}

func claim(int64) region { return region{} }

func (region) large(bool) bool { return false }
