//go:build linux && (amd64 || arm64)

package heap

import (
	"runtime/debug"
	"syscall"
	"unsafe"
)

// region is a part of the heap's addresses that Linux may fill by pages of
// 2 MB while the program is busy: where memory is virtual twice, as on rented
// machines, each first use of a page of 4 KB can take as long as a message. It
// is 0, 0 where there is none.
type region struct{ start, size uintptr }

// claim has the heap take size bytes of addresses, which the collector gives
// out again and never unmaps. No memory is used by that.
func claim(size int64) region {
	room := make([]byte, size) // fresh addresses are not cleared, so not touched
	r := region{uintptr(unsafe.Pointer(unsafe.SliceData(room))), uintptr(size)}
	if !r.large(true) {
		r = region{} // a kernel without such pages
	}
	debug.FreeOSMemory() // room is garbage now
	return r
}

// large says whether pages may be large. A quiet program wants none: Linux
// would fill up what was returned. It reports whether Linux knows them.
func (r region) large(on bool) bool {
	if r.size == 0 {
		return false
	}
	advice := uintptr(syscall.MADV_HUGEPAGE)
	if !on {
		advice = syscall.MADV_NOHUGEPAGE
	}
	_, _, errno := syscall.Syscall(syscall.SYS_MADVISE, r.start, r.size, advice)
	return errno == 0
}
