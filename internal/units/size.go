package units

import (
	"fmt"
	"math"
	"strconv"
)

// sizes are powers of 1024, as everybody means them for files and memory.
var sizes = []struct {
	name string
	size float64
}{
	{"KB", 1 << 10},
	{"MB", 1 << 20},
	{"GB", 1 << 30},
}

// ParseSize reads a number of bytes: a number and KB, MB or GB, which are
// powers of 1024. Part of a byte is dropped.
func ParseSize(text string) (int64, error) {
	bad := fmt.Errorf("%q is not a size such as \"512KB\", \"100MB\" or \"2GB\"", text)
	n, unit, ok := leadingNumber(text)
	if !ok {
		return 0, bad
	}
	for _, u := range sizes {
		if unit != u.name {
			continue
		}
		if n *= u.size; n >= math.MaxInt64 {
			return 0, fmt.Errorf("%q is more than this machine can count", text)
		}
		return int64(n), nil
	}
	return 0, bad
}

// FormatSize writes n bytes for [ParseSize], in the largest unit that divides
// it.
func FormatSize(n int64) string {
	for i := len(sizes) - 1; i > 0; i-- {
		if u := int64(sizes[i].size); n >= u && n%u == 0 {
			return fmt.Sprintf("%d%s", n/u, sizes[i].name)
		}
	}
	return strconv.FormatFloat(float64(n)/1024, 'f', -1, 64) + "KB"
}
