package bundle

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// inOrder are the extensions that the bundler tries, in its order.
var inOrder = []string{".tsx", ".ts", ".jsx", ".js", ".css", ".json"}

// tellAmbiguous notes which file an import of ours without an extension means
// where there are several: whoever edits the other one waits in vain.
func (r *reading) tellAmbiguous(a api.OnResolveArgs) {
	if !strings.HasPrefix(a.Path, ".") || insideModules(a.Importer) {
		return
	}
	path := filepath.Join(a.ResolveDir, filepath.FromSlash(a.Path))
	kind := r.candidate(path) & 0xF
	if kind == isFile {
		return
	}
	var files []string
	for _, ext := range inOrder {
		if r.candidate(path+ext)&0xF == isFile {
			files = append(files, path+ext)
		}
	}
	if kind == isFolder {
		for _, ext := range inOrder {
			if index := filepath.Join(path, "index"+ext); r.candidate(index)&0xF == isFile {
				files = append(files, index)
			}
		}
	}
	if len(files) < 2 {
		return
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = r.loader.Display(f)
	}
	r.tell(Note{File: r.loader.Display(a.Importer), Text: fmt.Sprintf("import of %q takes %s, not %s", a.Path, names[0], strings.Join(names[1:], " or ")),
		Hint: "write the ending too, or remove the file that is not meant"})
}
