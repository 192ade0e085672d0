package sim

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"io"
)

func bufCopy(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, r) }

func md5Hex(b []byte) string {
	sum := md5.Sum(b)
	return hex.EncodeToString(sum[:])
}

func decodeInto(b []byte, v any) error { return json.Unmarshal(b, v) }
