package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestFirstBot does what the step-by-step pages tell a beginner to do, in an
// empty folder, and compares every output they show. Each page becomes one
// script.
func TestFirstBot(t *testing.T) {
	dir := t.TempDir()
	for _, page := range []string{"first-bot", "first-bot.zh"} {
		text, err := os.ReadFile(filepath.Join("docs", page+".md"))
		if err != nil {
			t.Fatal(err)
		}
		script, err := pageScript(string(text))
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		if err := os.WriteFile(filepath.Join(dir, page+".txtar"), []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := scriptParams(t)
	p.Dir = dir
	testscript.Run(t, p)
}

// pageBlock is one fenced block of a page: what stands behind the fence, and
// its lines.
type pageBlock struct {
	info  string
	lines []string
}

func pageBlocks(page string) (list []pageBlock) {
	var b *pageBlock
	for lines := bufio.NewScanner(strings.NewReader(page)); lines.Scan(); {
		line := lines.Text()
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && b == nil:
			b = &pageBlock{info: info}
		case fence:
			list = append(list, *b)
			b = nil
		case b != nil:
			b.lines = append(b.lines, line)
		}
	}
	return list
}

// pageScript turns a page into a script: files are written, commands run,
// chats typed, in the order of the page.
func pageScript(page string) (string, error) {
	var steps, files strings.Builder
	var replies []string // all that dev printed so far
	stopped, generation := false, 1
	for i, b := range pageBlocks(page) {
		kind, name, _ := strings.Cut(b.info, " ")
		switch {
		case kind == "js":
			fmt.Fprintf(&files, "-- block%d --\n%s\n", i, strings.Join(b.lines, "\n"))
			fmt.Fprintf(&steps, "save block%d %s\n", i, name)
			if !strings.HasSuffix(name, ".test.js") {
				generation++ // a person types later than this script would
				fmt.Fprintf(&steps, "await dev.err 'rule=%s generation=%d'\n", filepath.Base(name), generation)
			}
		case b.info == "text chat":
			chat(&steps, b.lines, &replies)
		case b.lines[0] == "$ hotreply dev":
			steps.WriteString("start dev dev\nawait dev.err polling\n")
		case b.info == "console":
			if !stopped {
				steps.WriteString("signal dev int\nended dev 0\n")
				stopped = true
			}
			args := strings.TrimPrefix(b.lines[0], "$ ")
			fmt.Fprintf(&steps, "exec %s\nmatches stdout %s\n", args, pattern(b.lines[1:]))
		case b.info == "console phone":
			fmt.Fprintf(&steps, phoneSteps, pattern(b.lines[1:]))
			files.WriteString("-- phone.toml --\n[ilink]\nbase_url = \"$SIM\"\ncdn_base_url = \"$SIM/c2c\"\n[console]\nlisten = \"\"\n")
		default:
			return "", fmt.Errorf("block %d is %q, which this test does not know", i, b.info)
		}
	}
	if !stopped || len(replies) == 0 {
		return "", fmt.Errorf("the page has no chat or no command after it")
	}
	return steps.String() + files.String(), nil
}

// phoneSteps stand for the phone: a simulator that confirms by itself.
const phoneSteps = `start sim sim --listen 127.0.0.1:0
await -set SIM sim.out 'listens on (http://\S+)'
expand phone.toml
cp phone.toml config.toml
start bot
await bot.err %s
say alice@im.wechat 你好
hears alice@im.wechat 1
signal bot term
ended bot 0
`

// chat types the lines behind "> " and expects those behind "bot: ", which
// may go on in further lines.
func chat(steps *strings.Builder, lines []string, replies *[]string) {
	for i := 0; i < len(lines); {
		fmt.Fprintf(steps, "types dev '%s'\n", strings.TrimPrefix(lines[i], "> "))
		for i++; i < len(lines) && !strings.HasPrefix(lines[i], "> "); i++ {
			*replies = append(*replies, strings.TrimPrefix(lines[i], "bot: "))
		}
		fmt.Fprintf(steps, "await dev.out %s\n", pattern(*replies))
	}
}

// pattern is a quoted regular expression for exactly these lines in a row,
// where … stands for anything.
func pattern(lines []string) string {
	re := regexp.QuoteMeta(strings.Join(lines, "\n"))
	re = strings.ReplaceAll(re, "…", `[^\x00]*?`)
	re = strings.ReplaceAll(re, "\n", `\n`)
	return "'^" + strings.ReplaceAll(re, "'", "''") + "$'"
}
