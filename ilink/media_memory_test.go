package ilink_test

import (
	"io"
	"runtime"
	"testing"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// Memory does not grow with the file, in either direction.
func TestMediaMemoryIsFlat(t *testing.T) {
	b := newBed(t)
	const size = 64 << 20
	if err := b.sim.Configure(func(s *sim.Settings) { s.Uploads = "count" }); err != nil {
		t.Fatal(err)
	}
	m := b.sendMedia(sim.MediaRequest{Kind: "file", Name: "big.bin", Size: size})
	allocated := func(f func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	down := allocated(func() {
		d, err := b.c.Download(t.Context(), m, ilink.DownloadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if n, err := io.Copy(io.Discard, d); n != size || err != nil {
			t.Errorf("%d bytes of %d, %v", n, size, err)
		}
	})
	up := allocated(func() {
		if _, err := b.upload(once{io.LimitReader(zeroes{}, size)}, ilink.UploadOptions{Kind: "file", TempDir: t.TempDir()}); err != nil {
			t.Error(err)
		}
	})
	// All that was ever allocated, freed or not, the simulator's share included.
	if limit := uint64(24 << 20); down > limit || up > limit {
		t.Errorf("allocated %d MiB down and %d MiB up for %d MiB", down>>20, up>>20, size>>20)
	}
	b.clean()
}
