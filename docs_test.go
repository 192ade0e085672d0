package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	docLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docHeading = regexp.MustCompile(`(?m)^#{1,6} +(.+?) *$`)
	docFence   = regexp.MustCompile("(?ms)^```.*?^```$")
)

// docPages are the pages that people read in the repository.
func docPages(t *testing.T) []string {
	t.Helper()
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md", "scripts/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	return pages
}

// TestDocLinks: what a page points to is there, the heading too.
func TestDocLinks(t *testing.T) {
	for _, page := range docPages(t) {
		text := docFence.ReplaceAllString(readDoc(t, page), "")
		for _, m := range docLink.FindAllStringSubmatch(text, -1) {
			link := m[1]
			if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
				continue
			}
			path, heading, _ := strings.Cut(link, "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), filepath.FromSlash(path))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: the link %s points to nothing: %v", page, link, err)
			} else if heading != "" && !docAnchors(readDoc(t, target))[heading] {
				t.Errorf("%s: the link %s points to a heading that is not there", page, link)
			}
		}
	}
}

// docAnchors are the names by which links reach a page's headings, made as
// code hosts make them.
func docAnchors(text string) map[string]bool {
	anchors := map[string]bool{}
	for _, m := range docHeading.FindAllStringSubmatch(docFence.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			case r == ' ':
				return '-'
			}
			return -1
		}, m[1])
		anchors[name] = true
	}
	return anchors
}

func readDoc(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var docPath = regexp.MustCompile(`[A-Za-z0-9_.][A-Za-z0-9_./-]*(?:\.go|/)`)

// TestArchitectureNames: files and folders that docs/architecture.md names are
// there.
func TestArchitectureNames(t *testing.T) {
	named := 0
	for _, span := range regexp.MustCompile("`[^`\n]+`").FindAllString(readDoc(t, "docs/architecture.md"), -1) {
		path := strings.Trim(span, "`")
		if docPath.FindString(path) != path {
			continue // a name of something else
		}
		if path == "doc.go" { // every package's
			continue
		}
		named++
		if info, err := os.Stat(filepath.FromSlash(path)); err != nil || info.IsDir() != strings.HasSuffix(path, "/") {
			t.Errorf("docs/architecture.md names %s, which is not there (%v)", path, err)
		}
	}
	if named < 20 {
		t.Errorf("only %d files and folders are named", named)
	}
}
