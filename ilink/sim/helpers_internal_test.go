package sim

import (
	"crypto/md5"
	"encoding/hex"
	"io"
)

func bufCopy(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, r) }

func md5Hex(b []byte) string {
	sum := md5.Sum(b)
	return hex.EncodeToString(sum[:])
}
