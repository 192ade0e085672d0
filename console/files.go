package console

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A state folder holds two files by which commands find the console of the
// host that runs on it: its address while it listens, and its token if the
// configuration has none.

func addressPath(dir string) string { return filepath.Join(dir, "console.addr") }

// TokenPath is the file of the token that a state folder keeps.
func TokenPath(dir string) string { return filepath.Join(dir, "console.token") }

// Address is the address that a console noted in a state folder. It fails with
// [fs.ErrNotExist] when none did, or with another error of the system.
func Address(dir string) (string, error) {
	addr, err := os.ReadFile(addressPath(dir))
	return strings.TrimSpace(string(addr)), err
}

// Token is the token that a state folder keeps, "" if it keeps none. Its errors
// are the system's.
func Token(dir string) (string, error) {
	data, err := os.ReadFile(TokenPath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return strings.TrimSpace(string(data)), err
}

// MakeToken keeps a new token in a state folder. Its errors are the system's.
func MakeToken(dir string) (string, error) {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	token := hex.EncodeToString(b)
	return token, os.WriteFile(TokenPath(dir), []byte(token+"\n"), 0o600)
}
