package main

import (
	"context"
	"crypto/aes"
	"crypto/md5"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"hotreply/ilink"
)

const benchUser = "bench@im.wechat"

// floor is what this machine's one core does with the bare algorithms.
type floor struct{ md5, seal, open float64 } // bytes a second

// media measures transfers up and down against the bare algorithms and against
// a program that reads whole files.
func media(ctx context.Context, w io.Writer, most string) error {
	sizes := []struct {
		name string
		n    int64
	}{{"1MiB", 1 << 20}, {"64MiB", 64 << 20}, {"1GiB", 1 << 30}}
	known := false
	for _, s := range sizes {
		known = known || s.name == most
	}
	if !known {
		return fmt.Errorf("-size %s: 1MiB, 64MiB or 1GiB", most)
	}
	end, err := startSink(ctx)
	if err != nil {
		return err
	}
	defer end.stop()
	zeroes, err := sealZeroes()
	if err != nil {
		return err
	}
	b := &mediaBench{ctx: ctx, end: end, net: ilink.NewHTTPClient(nil), here: &http.Client{Transport: counter{zeroes}}}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "size\twhat\tMB/s\tMD5 and AES alone\tof that\tanonymous memory\t")
	for _, s := range sizes {
		if err := b.size(out, s.name, s.n); err != nil {
			return err
		}
		if s.name == most {
			break
		}
	}
	return out.Flush()
}

type mediaBench struct {
	ctx  context.Context
	end  *far
	net  *http.Client // to the far end
	here *http.Client // to the counter
}

// size prints the rows of one size. The bare algorithms run right before each
// transfer, as other work on the machine slows both.
func (b *mediaBench) size(out io.Writer, name string, n int64) error {
	file, err := zeroFile(n)
	if err != nil {
		return err
	}
	defer file.Close()
	up := func(f floor) float64 { return 1 / (1/f.md5 + 1/f.seal) }
	down := func(f floor) float64 { return f.open }
	for _, row := range []struct {
		what  string
		whole bool // takes a few times the size in memory
		best  func(floor) float64
		run   func() error
	}{
		{"up", false, up, func() error { return b.up(b.here, "/count", file, false) }},
		{"up, whole file read first", true, up, func() error { return b.up(b.here, "/count", file, true) }},
		{"up, over loopback", false, up, func() error { return b.up(b.net, "/count", file, false) }},
		{"up, simulator checking", false, up, func() error { return b.up(b.net, "", file, false) }},
		{"down", false, down, func() error { return b.down(b.here, n, false) }},
		{"down, into memory", true, down, func() error { return b.down(b.here, n, true) }},
		{"down, over loopback", false, down, func() error { return b.down(b.net, n, false) }},
	} {
		if row.whole && n > 64<<20 {
			continue
		}
		r, err := transfer(n, row.best, row.run)
		if err != nil {
			return fmt.Errorf("%s %s: %w", name, row.what, err)
		}
		fmt.Fprintf(out, "%s\t%s\t%.0f\t%.0f\t%.0f%%\t+%.1f MiB\t\n", name, row.what, r.speed/1e6, r.best/1e6, 100*r.ratio, float64(r.grown)/(1<<20))
	}
	return nil
}

func (b *mediaBench) client(by *http.Client, path string) *ilink.Client {
	base := "http://" + b.end.addr
	cdn := base + "/c2c"
	if path != "" {
		cdn = base + path
	}
	return &ilink.Client{Credentials: ilink.Credentials{BotToken: b.end.token, BaseURL: base + path}, CDNBaseURL: cdn, HTTP: by}
}

// up uploads the file to the service at a path of the far end, or of the
// counter.
func (b *mediaBench) up(by *http.Client, path string, file *os.File, whole bool) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	var src io.Reader = file
	if whole {
		data, err := io.ReadAll(file)
		if err != nil {
			return err
		}
		src = struct{ io.ReadSeeker }{newBytes(data)}
	}
	_, err := b.client(by, path).Upload(b.ctx, src, ilink.UploadOptions{To: benchUser, Kind: ilink.KindFile, Name: "bench.bin"})
	return err
}

// down downloads n zeroes.
func (b *mediaBench) down(by *http.Client, n int64, whole bool) error {
	m := ilink.Media{Kind: ilink.KindFile, Param: strconv.FormatInt(n, 10), Keys: []ilink.Secret{ilink.Secret(fmt.Sprintf("%x", sinkKey))}}
	d, err := b.client(by, "/count").Download(b.ctx, m, ilink.DownloadOptions{})
	if err != nil {
		return err
	}
	defer d.Close()
	if whole {
		data, err := io.ReadAll(d)
		if err == nil && int64(len(data)) != n {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	got, err := io.Copy(io.Discard, d)
	if err == nil && got != n {
		err = fmt.Errorf("got %d bytes of %d: %w", got, n, io.ErrUnexpectedEOF)
	}
	return err
}

// zeroFile is a file of n bytes that are there, not a hole: reading it costs
// what reading files costs.
func zeroFile(n int64) (*os.File, error) {
	f, err := os.CreateTemp("", "bench-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name())
	block := make([]byte, 1<<20)
	for left := n; left > 0; left -= int64(len(block)) {
		if _, err := f.Write(block[:min(left, int64(len(block)))]); err != nil {
			_ = f.Close()
			return nil, err
		}
	}
	return f, nil
}

// measureFloor runs the bare algorithms over n bytes, a block at a time.
func measureFloor(n int64) floor {
	block := make([]byte, 128<<10)
	cipher, _ := aes.NewCipher(sinkKey[:])
	sum := md5.New()
	each := func(f func(dst, src []byte)) func() {
		return func() {
			for i := 0; i < len(block); i += aes.BlockSize {
				f(block[i:i+aes.BlockSize], block[i:i+aes.BlockSize])
			}
		}
	}
	speed := func(work func()) float64 {
		start := time.Now()
		for done := int64(0); done < n; done += int64(len(block)) {
			work()
		}
		return float64(n) / time.Since(start).Seconds()
	}
	return floor{
		md5:  speed(func() { _, _ = sum.Write(block) }),
		seal: speed(each(cipher.Encrypt)),
		open: speed(each(cipher.Decrypt)),
	}
}
