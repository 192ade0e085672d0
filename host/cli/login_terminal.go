package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// loginTerminal is the [host.LoginUI] of the command line: the QR code in the
// terminal, as a picture and as a link, and the verify code asked for below.
type loginTerminal struct {
	streams Streams
	state   string

	mu    sync.Mutex  // keeps the words of several accounts apart; guards lines
	lines chan string // of stdin, once somebody has been asked
}

func newLoginTerminal(s Streams, state string) *loginTerminal {
	return &loginTerminal{streams: s, state: state}
}

// Show presents one code. Messages to people go to stderr: stdout is data.
func (t *loginTerminal) Show(account, link string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.streams.Err
	fmt.Fprintf(w, "\nlog in account %s: in WeChat tap + at the top, Scan (扫一扫), and scan this code\n", oneLine(account))
	if t.streams.errOnTerminal() {
		if picture, err := terminalQR(link); err == nil {
			fmt.Fprint(w, "\n", picture, "\n")
		}
	}
	if path, err := t.savePNG(account, link); err == nil {
		fmt.Fprintf(w, "the same code as a picture: %s\n", oneLine(path))
	}
	fmt.Fprintf(w, "and as a link to open in a browser: %s\n", oneLine(link))
}

// savePNG writes the code beside the account's token, where the next one
// replaces it.
func (t *loginTerminal) savePNG(account, link string) (path string, err error) {
	data, err := pngQR(link)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(t.state, "accounts", account)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, "login.png")
	return path, os.WriteFile(path, data, 0o600)
}

// Say tells how the login goes on.
func (t *loginTerminal) Say(account, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.streams.Err, "account %s: %s\n", oneLine(account), oneLine(text))
}

// VerifyCode asks for the digits on the phone and waits for a line.
func (t *loginTerminal) VerifyCode(ctx context.Context, account string) (string, error) {
	t.mu.Lock()
	if t.lines == nil {
		t.lines = make(chan string)
		go t.readLines() // ends with the input, or with the process
	}
	fmt.Fprintf(t.streams.Err, "account %s: type the code that your phone shows, then Enter: ", account)
	lines := t.lines
	t.mu.Unlock()
	for {
		select {
		case line, open := <-lines:
			if !isTerminal(t.streams.In) {
				fmt.Fprintln(t.streams.Err) // nobody's Enter has ended the line of the question
			}
			if !open {
				return "", failed("run hotreply login on a terminal; a running bot takes the login up by itself", "WeChat asks for a code and there is no terminal to type it")
			}
			if line = strings.TrimSpace(line); line != "" {
				return line, nil
			}
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
}

func (t *loginTerminal) readLines() {
	lines := bufio.NewScanner(t.streams.In)
	for lines.Scan() {
		t.lines <- lines.Text()
	}
	close(t.lines)
}
