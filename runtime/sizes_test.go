package runtime_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime"
)

// TestLoadedSizes holds that what is loaded as code or data is bounded, file by
// file and together, and that what is too large is named with its size.
func TestLoadedSizes(t *testing.T) {
	big := func(n int) string { return "export default 1;\n" + strings.Repeat("// 789abcdef\n", n/13) }
	const mb = 1 << 20
	limits := runtime.Limits{File: 2 * mb, Package: 3 * mb, Sources: 4 * mb}
	for name, c := range map[string]struct {
		files map[string]string
		want  string // of the error; empty if all loads
	}{
		"a rule":       {map[string]string{"10-a.js": big(2*mb + 1000)}, "scripts/10-a.js: ImportError: the file can not be loaded: it is larger than 2 MB (20981"},
		"within":       {map[string]string{"10-a.js": "import './b.js';\n" + hear("a", "1"), "b.js": big(2*mb - 1000)}, ""},
		"import":       {map[string]string{"10-a.js": "import './b.js';", "b.js": big(2*mb + 1000)}, "scripts/b.js can not be imported: it is larger than 2 MB (20981"},
		"data":         {map[string]string{"10-a.js": "import b from './b.txt';", "b.txt": big(2*mb + 1000)}, "scripts/b.txt can not be imported: it is larger than 2 MB (20981"},
		"package":      {map[string]string{"10-a.js": "import 'p';\n" + hear("a", "1"), "node_modules/p/index.js": big(2*mb + 1000)}, ""},
		"large one":    {map[string]string{"10-a.js": "import 'p';", "node_modules/p/index.js": big(3*mb + 1000)}, "index.js can not be imported: it is larger than 3 MB (31467"},
		"together":     {map[string]string{"10-a.js": "import './b.js';import './c.js';import './d.js';", "b.js": big(2*mb - 1000), "c.js": big(2*mb - 1000), "d.js": big(9000)}, "the rule and what it imports are larger than 4 MB"},
		"package.json": {map[string]string{"10-a.js": "import 'p';", "node_modules/p/package.json": "{}" + strings.Repeat(" ", 3*mb), "node_modules/p/index.js": ""}, "package.json is larger than 3 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			set := start(t, c.files, runtime.Options{Limits: limits, Select: func(n string) bool { return n == "10-a.js" }})
			list := set.Failed()
			switch {
			case c.want == "" && len(list) > 0:
				t.Errorf("failed: %v", list[0])
			case c.want != "" && (len(list) != 1 || !strings.Contains(list[0].Error(), c.want) || list[0].Hint() == ""):
				t.Errorf("failed: %v, want %q with a hint", list, c.want)
			}
		})
	}
}

// TestCrowdedFolder holds that a folder with more than is ever looked at is
// told, and that the first rules of it run.
func TestCrowdedFolder(t *testing.T) {
	for _, c := range []struct {
		limits runtime.Limits
		files  int
		rules  int // that run; -1 if the system's order decides
		told   bool
	}{
		{runtime.Limits{Scripts: 3}, 3, 3, false},
		{runtime.Limits{Scripts: 3}, 5, 3, true},
		{runtime.Limits{Names: 4}, 9, 4, true},
	} {
		t.Run(fmt.Sprint(c.limits.Scripts, c.limits.Names, c.files), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "scripts")
			os.MkdirAll(dir, 0o755)
			for i := range c.files {
				write(t, dir, map[string]string{fmt.Sprintf("%d.js", i): "bot.fallback(() => {});"})
			}
			set := start(t, nil, runtime.Options{Dir: dir, Limits: c.limits, Watch: runtime.WatchOff})
			var notes []string
			for _, n := range set.PassedOver() {
				notes = append(notes, n.Text)
			}
			if told := strings.Contains(strings.Join(notes, "\n"), "the folder holds more than"); told != c.told {
				t.Errorf("passed over: %q", notes)
			}
			if n := len(set.Current().Scripts()); n != c.rules {
				t.Errorf("%d rules run, want %d", n, c.rules)
			}
		})
	}
}
