#!/usr/bin/env bash
# github.com/fsnotify/fsnotify 1.10.1 (Go), on Linux
#
# A directory or file that is reachable by two names can be watched under one
# of them only. The second Add answers nil, as if it had worked, but nothing is
# added: WatchList has the first name alone, and events come under the first
# name. Remove of the second name is an error, and Remove of the first ends the
# watch of both. A folder that is a symbolic link to another watched folder,
# and hard links, do it; the kernel has one watch an inode.
#
# Seen: below in "want"; /link is a symbolic link to /real, /f and /g are one
# file with two names.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export GOFLAGS=-mod=mod GOWORK=off

cat >go.mod <<'MOD'
module finding

go 1.26

require github.com/fsnotify/fsnotify v1.10.1
MOD

cat >main.go <<'GO'
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

var dir string

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// touch writes the file and tells the name of the first event that follows.
func touch(w *fsnotify.Watcher, name string) string {
	must(os.WriteFile(dir+name, []byte("text"), 0o600))
	for event := ""; ; {
		select {
		case e := <-w.Events:
			if event == "" {
				event = strings.TrimPrefix(e.Name, dir)
			}
		case <-time.After(time.Second):
			return event
		}
	}
}

func two(first, second, written, under string) {
	w, err := fsnotify.NewWatcher()
	must(err)
	defer w.Close()
	must(w.Add(dir + first))
	fmt.Printf("Add %s after %s: %v, watched %d\n", second, first, w.Add(dir+second), len(w.WatchList()))
	fmt.Printf("  write of %s is told as %q\n", written, touch(w, written))
	fmt.Println("  Remove", second, "is refused:", errors.Is(w.Remove(dir+second), fsnotify.ErrNonExistentWatch))
	must(w.Remove(dir + first))
	fmt.Printf("  after Remove %s a write of %s is told as %q\n", first, under, touch(w, under))
}

func main() {
	var err error
	dir, err = os.Getwd()
	must(err)
	must(os.Mkdir(dir+"/real", 0o700))
	must(os.Symlink("real", dir+"/link"))
	must(os.WriteFile(dir+"/f", nil, 0o600))
	must(os.Link(dir+"/f", dir+"/g"))
	two("/link", "/real", "/real/a", "/real/b")
	two("/f", "/g", "/g", "/g")
}
GO

cat >want <<'OUT'
Add /real after /link: <nil>, watched 1
  write of /real/a is told as "/link/a"
  Remove /real is refused: true
  after Remove /link a write of /real/b is told as ""
Add /g after /f: <nil>, watched 1
  write of /g is told as "/f"
  Remove /g is refused: true
  after Remove /f a write of /g is told as ""
OUT

go run . >got 2>log || { cat log; exit 1; }
cat got
diff want got || { echo "changed: this finding no longer holds as written"; exit 1; }
