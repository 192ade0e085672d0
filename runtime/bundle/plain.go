package bundle

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// readPatience bounds a read of a plain file that gives nothing, as some in
// /proc do.
const readPatience = 2 * time.Second

// unfitError says why a file is not loaded.
type unfitError struct{ problem, advice string }

func (e *unfitError) Error() string { return e.problem }

// Hint says what to do about it.
func (e *unfitError) Hint() string { return e.advice }

// largest is how large the file may be.
func (l Limits) largest(path string) int64 {
	if insideModules(path) {
		return l.Package
	}
	return l.File
}

// openPlain opens a file for reading if it is a plain one with all links
// followed: anything else may block whoever opens or reads it.
func openPlain(path string) (*os.File, os.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, info, notPlain(info.Mode())
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, info, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = notPlain(info.Mode()) // put there since
	}
	if err != nil {
		f.Close()
		return nil, info, err
	}
	return f, info, nil
}

// readPlain reads a plain file of at most so many bytes.
func readPlain(path string, most int64) (data []byte, info os.FileInfo, err error) {
	f, info, err := openPlain(path)
	if err != nil {
		return nil, info, err
	}
	defer f.Close()
	if info.Size() > most {
		return nil, info, tooLarge(info.Size(), most)
	}
	_ = f.SetReadDeadline(time.Now().Add(readPatience)) // most files have none and need none
	data, err = io.ReadAll(io.LimitReader(f, most+1))
	if int64(len(data)) > most {
		return nil, info, tooLarge(int64(len(data)), most)
	}
	return data, info, err
}

func notPlain(mode fs.FileMode) error {
	what := "no plain file"
	switch {
	case mode.IsDir():
		what = "a folder"
	case mode&fs.ModeNamedPipe != 0:
		what = "a named pipe"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	}
	return &unfitError{"it is " + what, "only plain files are loaded; move it out of the folder of scripts"}
}

func tooLarge(size, most int64) error {
	return &unfitError{fmt.Sprintf("it is larger than %d MB (%d bytes)", most>>20, size),
		"large data belongs into the files folder; read it with fs/promises when a message needs it"}
}

// brief drops the path from a system error: what is said names the file.
func brief(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
