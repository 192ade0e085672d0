package bundle

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"hotreply/runtime/internal/datafile"
)

// textFiles are the extensions of files that an import gives as one text.
var textFiles = []string{".txt", ".md", ".html"}

// isData reports whether a file is read as data or text, and so in whatever
// encoding it has.
func isData(path string) bool {
	ext := filepath.Ext(path)
	return slices.Contains(textFiles, ext) || slices.Contains(datafile.Formats(), ext)
}

// data makes what an import of a file of data gives.
func (r *reading) data(path, text string) (code string, kind api.Loader, problem *api.Message) {
	ext := filepath.Ext(path)
	if slices.Contains(textFiles, ext) {
		return text, api.LoaderText, nil
	}
	out, err := datafile.Parse(ext, text)
	if err != nil {
		return "", 0, r.badData(path, text, err)
	}
	if out.Note != "" {
		r.tell(Note{File: r.loader.Display(path), Line: 1, Column: 1, Text: out.Note, Hint: out.Hint})
	}
	if out.JSON {
		return out.Code, api.LoaderJSON, nil
	}
	return "module.exports = " + out.Code + ";", api.LoaderJS, nil
}

// badData is an error at a place in a file of data.
func (r *reading) badData(path, text string, err error) *api.Message {
	m := &api.Message{Text: err.Error(), Detail: err}
	var at *datafile.Error
	if !errors.As(err, &at) {
		return m
	}
	rel, _ := filepath.Rel(r.loader.dir, path)
	line := ""
	if lines := strings.SplitN(text, "\n", at.Line+1); at.Line > 0 && at.Line <= len(lines) {
		line = strings.TrimRight(lines[at.Line-1], "\r")
	}
	letters := []rune(line)
	column := len(string(letters[:min(max(at.Column-1, 0), len(letters))]))
	m.Location = &api.Location{File: rel, Line: max(at.Line, 1), Column: column, LineText: line}
	m.Notes = []api.Note{{Text: at.Hint()}}
	return m
}

// decoded is the text of a file of data in whatever encoding it has.
func (r *reading) decoded(path string, data []byte) (text string, ok bool) {
	text, encoding, ok := datafile.Text(data)
	if ok && encoding != "" {
		r.tell(Note{File: r.loader.Display(path), Text: fmt.Sprintf("the file is %s, not UTF-8, and was read as such", encoding),
			Hint: "to be sure of each character, save it as UTF-8 (in Excel: CSV UTF-8)"})
	}
	return text, ok
}

// tell notes what people should know of a file that is loaded all the same.
func (r *reading) tell(n Note) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n.Script = r.script
	n.Frame = codeFrame(r.sources[n.File], n.Line, n.Column)
	if !slices.Contains(r.notes, n) {
		r.notes = append(r.notes, n)
	}
}

// notesNow are in the order of the files' names, whatever order they were read
// in.
func (r *reading) notesNow() []Note {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.SortedFunc(slices.Values(r.notes), func(a, b Note) int {
		return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Text, b.Text))
	})
}
