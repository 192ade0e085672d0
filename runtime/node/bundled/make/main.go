// Command make bundles the npm packages of package.json beside it.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// bundles are the files to make: what each exports, and the name of the host's
// catalog that it becomes.
var bundles = []struct{ file, entry, name string }{
	{"stream.js", "readable-stream/lib/stream.js", "_streamCore"},
	{"url.js", "url/url.js", "_urlCore"},
	{"punycode.js", "punycode/punycode.js", "_punycode"},
	{"parseargs.js", "@pkgjs/parseargs/index.js", "_parseArgsCore"},
}

// lent are the imports that the host answers, by JavaScript expression.
var lent = map[string]string{
	"events":           "own._events",
	"buffer":           "own._buffer",
	"process/":         "own.process",
	"string_decoder/":  "own._string_decoder",
	"qs":               "{ parse: t => own._querystring.parse(t), stringify: o => own._querystring.stringify(o) }",
	"abort-controller": "globalThis",
}

func main() {
	if err := run("."); err != nil {
		log.Fatal(err)
	}
}

// run makes the files in dir.
func run(dir string) error {
	work, err := os.MkdirTemp("", "bundled")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(work, name), text, 0o644); err != nil {
			return err
		}
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
	cmd.Dir, cmd.Stderr = work, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("npm ci: %w", err)
	}
	used := map[string]bool{}
	for _, b := range bundles {
		text, err := bundle(work, b.entry, b.name, used)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, b.file), text, 0o644); err != nil {
			return err
		}
	}
	return licences(work, filepath.Join(dir, "LICENSES.txt"), used)
}

// bundle makes one file, and notes the folders of the packages in it.
func bundle(work, entry, name string, used map[string]bool) ([]byte, error) {
	out := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(work, "node_modules", filepath.FromSlash(entry))}, AbsWorkingDir: work,
		Bundle: true, Metafile: true, Format: api.FormatIIFE, GlobalName: "bundle", Platform: api.PlatformNeutral, Target: api.ES2020,
		MinifyWhitespace: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone, Charset: api.CharsetUTF8,
		Supported: map[string]bool{"async-generator": false, "for-await": false},
		Banner:    map[string]string{"js": "(function (own) {"}, Footer: map[string]string{"js": "return { " + name + ": bundle };\n})"},
		MainFields: []string{"main"}, Plugins: []api.Plugin{{Name: "lent", Setup: lend}},
	})
	for _, e := range out.Errors {
		return nil, fmt.Errorf("bundle %s: %s", entry, e.Text)
	}
	for _, part := range strings.Split(out.Metafile, `"`) {
		if rest, ok := strings.CutPrefix(part, "node_modules/"); ok {
			used[packageFolder(rest)] = true
		}
	}
	return []byte("// Bundled by make; do not edit.\n" + string(out.OutputFiles[0].Contents)), nil
}

// packageFolder is the folder of the package that a file below node_modules
// belongs to.
func packageFolder(file string) string {
	above, inner := "", file
	if at := strings.LastIndex(file, "/node_modules/"); at >= 0 {
		at += len("/node_modules/")
		above, inner = file[:at], file[at:]
	}
	parts := strings.Split(inner, "/")
	if strings.HasPrefix(inner, "@") {
		return above + parts[0] + "/" + parts[1]
	}
	return above + parts[0]
}

// lend answers the imports of lent.
func lend(b api.PluginBuild) {
	b.OnResolve(api.OnResolveOptions{Filter: "^[^./]"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		if lent[a.Path] == "" || a.Kind == api.ResolveEntryPoint {
			return api.OnResolveResult{}, nil
		}
		return api.OnResolveResult{Path: a.Path, Namespace: "lent"}, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: ".", Namespace: "lent"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		text := "module.exports = " + lent[a.Path] + ";"
		return api.OnLoadResult{Contents: &text}, nil
	})
}

// licences writes the licences of the packages that were used into one file.
func licences(work, file string, used map[string]bool) error {
	var b strings.Builder
	folders := make([]string, 0, len(used))
	for folder := range used {
		folders = append(folders, folder)
	}
	slices.Sort(folders)
	for _, folder := range folders {
		root := filepath.Join(work, "node_modules", filepath.FromSlash(folder))
		list, err := filepath.Glob(filepath.Join(root, "LICENSE*"))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fmt.Errorf("%s has no licence", folder)
		}
		text, err := os.ReadFile(list[0])
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s\n%s\n\n%s\n\n", folder, strings.Repeat("=", len(folder)), strings.TrimSpace(string(text)))
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
