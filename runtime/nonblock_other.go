//go:build !linux && !darwin

package runtime

const nonblock = 0
