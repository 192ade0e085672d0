package store

import "io"

// chunked reads a file in whole chunks and keeps some of them: a page is 4 KiB
// and pages that belong together mostly stand together, so that most of them
// need no call of the system. Whoever uses it must not mind what others write
// meanwhile. It belongs to one goroutine.
type chunked struct {
	r      io.ReaderAt
	size   int64
	chunks [chunkCount]chunk
}

const (
	chunkSize  = 128 << 10
	chunkCount = 2 // one runs on where the other ends
)

// chunk is a piece of the file; number n begins at n*chunkSize.
type chunk struct {
	number int64 // plus one; 0: nothing has been read
	bytes  []byte
}

// ReadAt reads as [io.ReaderAt] says.
func (c *chunked) ReadAt(p []byte, pos int64) (int, error) {
	if pos < 0 || len(p) > chunkSize {
		return c.r.ReadAt(p, pos)
	}
	done := 0
	for done < len(p) {
		b, err := c.from(pos + int64(done))
		if err != nil {
			return done, err
		}
		if len(b) == 0 {
			return done, io.EOF
		}
		done += copy(p[done:], b)
	}
	return done, nil
}

// from returns what stands at pos and behind it in one chunk; nothing at the
// end of the file.
func (c *chunked) from(pos int64) ([]byte, error) {
	n := pos / chunkSize
	k := &c.chunks[n%chunkCount]
	if k.number != n+1 {
		if err := c.fill(k, n); err != nil {
			return nil, err
		}
	}
	return k.bytes[min(pos%chunkSize, int64(len(k.bytes))):], nil
}

func (c *chunked) fill(k *chunk, n int64) error {
	k.number = 0
	length := max(0, min(chunkSize, c.size-n*chunkSize))
	if int64(cap(k.bytes)) < length {
		k.bytes = make([]byte, length)
	}
	k.bytes = k.bytes[:length]
	if _, err := io.ReadFull(io.NewSectionReader(c.r, n*chunkSize, length), k.bytes); err != nil {
		return err
	}
	k.number = n + 1
	return nil
}
