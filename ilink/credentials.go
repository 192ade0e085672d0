package ilink

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Credentials are what a QR login yields: the right to act as one bot.
type Credentials struct {
	BotToken Secret // bearer secret of the bot; required
	// BaseURL is the API base of this bot, with or without a trailing slash.
	// Empty: the [Client]'s HomeURL.
	BaseURL string
	BotID   string    // "<12 hex>@im.bot"; required
	UserID  string    // "…@im.wechat", who scanned the code; the bot's owner
	SavedAt time.Time // when they were issued or stored; zero if unknown
}

// tokenFile is the format of token.json as it is written here.
type tokenFile struct {
	BotToken string `json:"bot_token"`
	BaseURL  string `json:"base_url,omitempty"`
	BotID    string `json:"bot_id"`
	UserID   string `json:"user_id,omitempty"`
	SavedAt  string `json:"saved_at,omitempty"`
}

// LoadCredentials reads a token.json:
//
//	{"bot_token":"…","base_url":"…","bot_id":"…","user_id":"…","saved_at":"2026-01-02T03:04:05Z"}
//
// Only bot_token and bot_id are required; unknown keys are ignored, and a
// saved_at that is no RFC 3339 time counts as absent, since nothing depends on
// it. A missing file matches [io/fs.ErrNotExist]. An error never quotes the file.
func LoadCredentials(path string) (Credentials, error) {
	data, err := readSmall(path)
	if err != nil {
		return Credentials{}, err
	}
	var f struct {
		BotToken wireString `json:"bot_token"`
		BaseURL  wireString `json:"base_url"`
		BotID    wireString `json:"bot_id"`
		UserID   wireString `json:"user_id"`
		SavedAt  wireString `json:"saved_at"`
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // some editors begin with it
	if err := json.Unmarshal(data, &f); err != nil {
		return Credentials{}, fmt.Errorf("%s: not a credentials file: %w", path, err)
	}
	c := Credentials{
		BotToken: Secret(strings.TrimSpace(string(f.BotToken))),
		BaseURL:  strings.TrimSpace(string(f.BaseURL)),
		BotID:    strings.TrimSpace(string(f.BotID)),
		UserID:   strings.TrimSpace(string(f.UserID)),
	}
	switch {
	case c.BotToken == "":
		return Credentials{}, fmt.Errorf("%s: bot_token is missing", path)
	case c.BotID == "":
		return Credentials{}, fmt.Errorf("%s: bot_id is missing", path)
	}
	if err := c.bound(); err != nil {
		return Credentials{}, fmt.Errorf("%s: %w", path, err)
	}
	c.SavedAt, _ = time.Parse(time.RFC3339, string(f.SavedAt))
	return c, nil
}

// maxTokenFile bounds a token.json: it holds five short values.
const maxTokenFile = 64 << 10

// readSmall reads a credentials file, which is never large.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxTokenFile+1))
	if err == nil && len(data) > maxTokenFile {
		err = fmt.Errorf("%s: not a credentials file: it has more than %d bytes", path, maxTokenFile)
	}
	return data, err
}

// SaveCredentials writes c to path so that a reader sees the old file or the
// new one and nothing between: a temporary file beside it, synced, then
// renamed. The file is readable by its owner alone; the folder must exist.
func SaveCredentials(path string, c Credentials) (err error) {
	f := tokenFile{BotToken: c.BotToken.Reveal(), BaseURL: c.BaseURL, BotID: c.BotID, UserID: c.UserID}
	if !c.SavedAt.IsZero() {
		f.SavedAt = c.SavedAt.UTC().Format(time.RFC3339)
	}
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".token-*") // CreateTemp makes it 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(append(data, '\n'))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename inside dir durable. Systems that can not sync a
// folder (Windows) order renames themselves, so a refusal is no error.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	_ = d.Sync()
	return d.Close()
}
