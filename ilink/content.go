package ilink

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"hotreply/internal/filestamp"
)

// content is what an upload sends: something that can be read again and again
// from its beginning, with size and MD5.
type content struct {
	r     io.ReadSeeker
	start int64 // where it begins in r
	size  int64
	md5   string
	stamp filestamp.Stamp // of the file when it was hashed; zero for what is no file
	close func()
}

// readTwice makes content of a reader, reading it once.
func readTwice(ctx context.Context, r io.Reader, o UploadOptions) (*content, error) {
	if s, ok := r.(io.ReadSeeker); ok {
		// A pipe is a file too, and says only now that it has no positions.
		if start, err := s.Seek(0, io.SeekCurrent); err == nil {
			c := &content{r: s, start: start, stamp: stampOf(s), close: func() {}}
			return c, c.hash(ctx, r, io.Discard, o.MaxSize)
		}
	}
	return spool(ctx, r, o)
}

// TempPrefix begins the names of the files in [UploadOptions.TempDir]. Where a
// file that is open can not be removed, on Windows, one is left when the process
// is killed.
const TempPrefix = "upload-"

// spool keeps what can be read once in a temporary file.
func spool(ctx context.Context, r io.Reader, o UploadOptions) (_ *content, err error) {
	f, err := os.CreateTemp(o.TempDir, TempPrefix+"*")
	if err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	// Without a name nothing is left behind, even if the process is killed.
	// Windows refuses that while it is open.
	named := os.Remove(f.Name()) != nil
	c := &content{r: f, close: func() {
		_ = f.Close()
		if named {
			_ = os.Remove(f.Name())
		}
	}}
	if err := c.hash(ctx, r, f, o.MaxSize); err != nil {
		c.close()
		return nil, err
	}
	c.stamp = stampOf(f)
	return c, nil
}

// hash reads r to its end into w and notes size and MD5.
func (c *content) hash(ctx context.Context, r io.Reader, w io.Writer, limit int64) error {
	told := sizeOnDisk(r)
	sum := md5.New() // what the service wants to know content by; it protects nothing
	buf := make([]byte, copyBlock)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		_, _ = sum.Write(buf[:n])
		if _, err := w.Write(buf[:n]); err != nil {
			return fmt.Errorf("upload: %w", err)
		}
		c.size += int64(n)
		if limit > 0 && c.size > limit {
			return tooLarge(max(c.size, told), limit)
		}
		if errors.Is(err, io.EOF) {
			c.md5 = hex.EncodeToString(sum.Sum(nil))
			return nil
		}
		if err != nil {
			return fmt.Errorf("upload: %w", err)
		}
	}
}

// rewind returns the content from its beginning: exactly what was announced,
// or an error.
func (c *content) rewind() (io.Reader, error) {
	if _, err := c.r.Seek(c.start, io.SeekStart); err != nil {
		return nil, fmt.Errorf("upload: %w", err)
	}
	return &exact{c: c, left: c.size}, nil
}

// exact reads as many bytes as were announced.
type exact struct {
	c    *content
	left int64
}

func (e *exact) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, e.c.unchanged()
	}
	n, err := e.c.r.Read(p[:min(int64(len(p)), e.left)])
	e.left -= int64(n)
	switch {
	case errors.Is(err, io.EOF) && e.left > 0:
		return 0, errChanged()
	case errors.Is(err, io.EOF):
		err = nil // the next call tells
	}
	return n, err
}

// unchanged is io.EOF if what was read is what was announced. A file that only
// grew still begins with it.
func (c *content) unchanged() error {
	if stampOf(c.r) == c.stamp {
		return io.EOF
	}
	if _, err := c.r.Seek(c.start, io.SeekStart); err != nil {
		return fmt.Errorf("upload: %w", err)
	}
	sum := md5.New()
	if _, err := io.CopyN(sum, c.r, c.size); err != nil || hex.EncodeToString(sum.Sum(nil)) != c.md5 {
		return errChanged()
	}
	return io.EOF
}

func errChanged() error {
	return &MediaError{
		Reason: MediaGone, Detail: "upload: the file changed while it was sent",
		Advice: "send it when it is written completely",
	}
}

// stampOf tells versions of a file apart.
func stampOf(r io.Reader) filestamp.Stamp {
	f, ok := r.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return filestamp.Stamp{}
	}
	info, err := f.Stat()
	if err != nil {
		return filestamp.Stamp{}
	}
	return filestamp.Of(info)
}

// sizeOnDisk is a file's size, 0 for what is none: better in a message than
// how far reading came.
func sizeOnDisk(r io.Reader) int64 {
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil {
			return info.Size()
		}
	}
	return 0
}
