//go:build !linux && !darwin

package bundle

const nonblock = 0
