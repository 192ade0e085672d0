package host

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestCrashFilter(t *testing.T) {
	const trace = "goroutine 1 [running]:\nmain.main()\n\t/x.go:3 +0x1\n"
	tests := []struct{ name, in, out, headline string }{
		{"logs pass", "22:01 [INFO]  polling\ntype the code: ", "22:01 [INFO]  polling\ntype the code: ", ""},
		{"a panic does not", "22:01 [INFO]  polling\npanic: no\n\n" + trace, "22:01 [INFO]  polling\n", "panic: no"},
		{"the headline is found", "runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\n" + trace, "", "fatal error: stack overflow"},
		{"the words inside a line are no report", "22:01 [ERROR] panic: no\n", "22:01 [ERROR] panic: no\n", ""},
		{"a beginning that only looks alike", "panicking\nfatal\npan", "panicking\nfatal\npan", ""},
		{"an empty line", "\n\nhello\n", "\n\nhello\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, chunk := range []int{1, 3, len(tt.in)} {
				var out bytes.Buffer
				path := filepath.Join(t.TempDir(), "crash.log")
				f := &crashFilter{out: &out, path: path}
				for rest := []byte(tt.in); len(rest) > 0; {
					n := min(chunk, len(rest))
					if _, err := f.Write(rest[:n]); err != nil {
						t.Fatal(err)
					}
					rest = rest[n:]
				}
				headline := f.end()
				if out.String() != tt.out || headline != tt.headline {
					t.Errorf("in chunks of %d: passed %q with headline %q, want %q, %q", chunk, out.String(), headline, tt.out, tt.headline)
				}
				if _, err := os.Stat(path); (err == nil) != (tt.headline != "") {
					t.Errorf("in chunks of %d: crash.log: %v", chunk, err)
				}
			}
		})
	}
}
