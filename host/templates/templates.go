// Package templates holds the commented starter rules that `hotreply new`
// writes. Each comes with a test that passes.
package templates

import (
	"embed"
	"errors"
	"fmt"
	"hotreply/internal/hint"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed files
var files embed.FS

// Template is one kind of starter rule.
type Template struct {
	Name  string // "hello"
	About string // one line for people
}

// All lists the templates.
func All() []Template {
	return []Template{
		{"hello", "answers words and sentences"},
		{"command", "answers /commands with arguments and keeps numbers"},
		{"ask", "a conversation of several questions"},
		{"cron", "writes by itself at set times"},
		{"media", "receives and sends pictures and files"},
		{"llm", "chat with a language model (DeepSeek, 通义, Ollama, OpenAI)"},
	}
}

// Names are the names of the templates.
func Names() []string {
	all := All()
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = t.Name
	}
	return names
}

// Write puts a template into the folder as NAME.js and NAME.test.js and
// returns the paths. It overwrites nothing.
func Write(dir, template, name string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("write a rule: %w", err)
	}
	var paths []string
	for _, ext := range []string{".js", ".test.js"} {
		text, err := files.ReadFile("files/" + template + ext)
		if err != nil {
			return paths, fmt.Errorf("no template %q, there are %s", template, strings.Join(Names(), ", "))
		}
		path := filepath.Join(dir, name+ext)
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return paths, hint.New("choose another name, or delete the file first", "%s is there already", path)
		}
		if err != nil {
			return paths, fmt.Errorf("write a rule: %w", err)
		}
		_, err = f.Write(text)
		if err = errors.Join(err, f.Close()); err != nil {
			return paths, fmt.Errorf("write a rule: %w", err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}
