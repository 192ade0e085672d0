package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"golang.org/x/sys/unix"
)

// chatting is `hotreply dev` on a terminal, and what a person sees there.
type chatting struct {
	t    *testing.T
	dir  string
	near *os.File
	far  *os.File
	cmd  *exec.Cmd

	mu     sync.Mutex // guards screen
	screen *vt.Emulator
}

const chatRule = `bot.on("image", msg => "a picture");
bot.on("text", msg => "got " + JSON.stringify(msg.text) + " from " + msg.from);
`

// startChat starts dev on a terminal of 60 columns and 24 rows.
func startChat(t *testing.T, more ...string) *chatting {
	t.Helper()
	hotreply, err := exec.LookPath("hotreply")
	if err != nil {
		t.Fatal(err)
	}
	c := &chatting{t: t, dir: t.TempDir(), screen: vt.NewEmulator(60, 24)}
	c.save("10-all.js", chatRule)
	c.near, c.far = terminal(t)
	if err := unix.IoctlSetWinsize(int(c.near.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 60}); err != nil {
		t.Fatal(err)
	}
	c.cmd = exec.Command(hotreply, append([]string{"dev"}, more...)...)
	c.cmd.Dir, c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = c.dir, c.far, c.far, c.far
	c.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "NO_COLOR=1", "HOME="+c.dir)
	c.cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.cmd.Process.Kill() })
	go func() { // what the terminal answers to questions; ends with the screen
		_, _ = io.Copy(c.near, c.screen)
	}()
	go func() { // ends with an error when nobody has the far end any more
		b := make([]byte, 4096)
		for {
			n, err := c.near.Read(b)
			c.mu.Lock()
			_, _ = c.screen.Write(b[:n])
			c.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return c
}

func (c *chatting) save(rule, text string) {
	c.t.Helper()
	path := filepath.Join(c.dir, "scripts", rule)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chatting) types(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.near, keys); err != nil {
		c.t.Fatal(err)
	}
}

// rows are what is on the screen without empty rows at its end, and where the
// cursor is.
func (c *chatting) rows() (rows []string, x, y int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, row := range strings.Split(strings.ReplaceAll(c.screen.String(), "\r", ""), "\n") {
		rows = append(rows, strings.TrimRight(row, " "))
	}
	for len(rows) > 0 && rows[len(rows)-1] == "" {
		rows = rows[:len(rows)-1]
	}
	at := c.screen.CursorPosition()
	return rows, at.X, at.Y
}

// shows waits until the rows at the end of the screen are these, with the
// cursor in the last of them, at column x if that is not negative. A row that
// ends with … is the beginning of one.
func (c *chatting) shows(x int, want ...string) {
	c.t.Helper()
	var rows []string
	var atX, atY int
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		rows, atX, atY = c.rows()
		if rowsMatch(rows, want) && atY == len(rows)-1 && (x < 0 || atX == x) {
			return
		}
	}
	c.t.Fatalf("the screen shows, with the cursor at %d,%d:\n%s\nwant at its end, with the cursor at column %d:\n%s",
		atX, atY, strings.Join(rows, "\n"), x, strings.Join(want, "\n"))
}

func rowsMatch(rows, want []string) bool {
	if len(rows) < len(want) {
		return false
	}
	for i, row := range rows[len(rows)-len(want):] {
		begin, part := strings.CutSuffix(want[i], "…")
		if part && !strings.HasPrefix(row, begin) || !part && row != want[i] {
			return false
		}
	}
	return true
}

// ends waits for the end of dev and looks whether the terminal is as before.
func (c *chatting) ends(code int) {
	c.t.Helper()
	ended := make(chan struct{})
	go func() {
		_ = c.cmd.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(patience):
		c.t.Fatal("dev has not ended")
	}
	if got := c.cmd.ProcessState.ExitCode(); got != code {
		rows, _, _ := c.rows()
		c.t.Errorf("exit code %d, want %d:\n%s", got, code, strings.Join(rows, "\n"))
	}
	state, err := unix.IoctlGetTermios(int(c.far.Fd()), unix.TCGETS)
	if err != nil {
		c.t.Fatal(err)
	}
	if state.Lflag&unix.ICANON == 0 || state.Lflag&unix.ECHO == 0 {
		c.t.Error("the terminal is left without echo or lines")
	}
	_ = c.far.Close()
}

const (
	leftKey, upKey, downKey = "\x1b[D", "\x1b[A", "\x1b[B"
	pasteBegin, pasteEnd    = "\x1b[200~", "\x1b[201~"
)

// What the screen shows is what is sent.
func TestChatSendsWhatItShows(t *testing.T) {
	for _, more := range [][]string{nil, {"--no-supervise"}} {
		t.Run(fmt.Sprint(more), func(t *testing.T) {
			c := startChat(t, more...)
			c.shows(2, ">")
			c.types("你好\x7f")
			c.shows(4, "> 你")
			c.types("\r")
			c.shows(2, "> 你", `bot: got "你" from dev@im.wechat`, ">")
			c.types("天气北京" + leftKey + leftKey + "X")
			c.shows(7, "> 天气X北京")

			// A line of the log stands above what is half typed.
			c.save("20-new.js", `bot.hear("new", () => "new");`)
			c.shows(7, "> 天气X北京")
			var above string
			for deadline := time.Now().Add(patience); !strings.Contains(above, "20-new.js"); time.Sleep(10 * time.Millisecond) {
				rows, _, _ := c.rows()
				if above = strings.Join(rows, ""); time.Now().After(deadline) {
					t.Fatalf("no line of the log:\n%s", strings.Join(rows, "\n"))
				}
			}
			c.shows(7, "> 天气X北京")
			c.types("\r")
			c.shows(2, "> 天气X北京", `bot: got "天气X北京" from dev@im.wechat`, ">")

			// Ctrl-L clears the screen and is no part of the message.
			c.types("/清屏")
			c.shows(7, "> /清屏")
			c.types("\x0c")
			for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
				rows, x, y := c.rows()
				if len(rows) == 1 && rows[0] == "> /清屏" && x == 7 && y == 0 {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("after Ctrl-L, with the cursor at %d,%d:\n%s", x, y, strings.Join(rows, "\n"))
				}
			}
			c.types("\r")
			c.shows(2, "> /清屏", `bot: got "/清屏" from dev@im.wechat`, ">")

			// Several lines that are pasted are one message.
			c.types(pasteBegin + "第一行\r第二行\r第三" + pasteEnd)
			c.shows(6, "> 第一行", "  第二行", "  第三")
			c.types("\r")
			c.shows(2, `bot: got "第一行\n第二行\n第三" from dev@im.wechat`, ">")

			// What was typed comes back; Up goes through its lines first.
			c.types("half" + upKey)
			c.shows(6, "> 第一行", "  第二行", "  第三")
			c.types(upKey + upKey + upKey)
			c.shows(7, "> /清屏")
			c.types(downKey + downKey)
			c.shows(6, "> half")
			c.types("\x15")
			c.shows(2, ">")
			c.types("\x03")
			c.ends(0)
		})
	}
}

// The chat's own orders begin with a colon; all else is the user's.
func TestChatOrders(t *testing.T) {
	c := startChat(t)
	c.shows(2, ">")
	says := func(text string, want ...string) {
		t.Helper()
		c.types(text + "\r")
		c.shows(-1, want...)
	}
	says("::x", "> ::x", `bot: got ":x" from dev@im.wechat`, ">")
	says(":hlep", "> :hlep", "hotreply: the chat has no order :hlep", "hint: did you mean :help? (two colons send one)", ">")
	says(":xylophone", "hotreply: the chat has no order :xylophone", "hint: :help lists them (two colons send one)", ">")
	says("/help", "> /help", `bot: got "/help" from dev@im.wechat`, ">")
	says(":image scripts/10-all.js", "> :image scripts/10-all.js", fmt.Sprintf("[image 10-all.js, %d bytes]", len(chatRule)), "bot: a picture", ">")
	says(":image nowhere.jpg", "hotreply: send image: open nowhere.jpg: no such file or dir", "ectory", "hint: a path is as seen from where hotreply runs", ">")
	says(":file", "hotreply: :file needs PATH", "hint: for example: :file cat.jpg", ">")
	says(":clock +24h", "> :clock +24h", "it is …", ">")
	says(":clock soon", `hotreply: the clock can not be turned on by "soon"`, "hint: for example: :clock +24h", ">")
	says(":fault drop_response 0", "> :fault drop_response 0", "no more drop_response", ">")
	says(":fault no_such", "> :fault no_such", `hotreply: unknown kind "no_such"`, "hint: …", "…", "…", ">")
	says(":user alice", "> :user alice", "you are alice@im.wechat", "alice>")
	says("hi", "alice> hi", `bot: got "hi" from alice@im.wechat`, "alice>")
	c.types("\x1b[200~:help\x1b[201~\r")
	c.shows(7, "The simulator is at …", "alice>")
	c.types("\x04")
	c.ends(0)
}

// A stop from outside leaves the terminal as it was.
func TestChatStopped(t *testing.T) {
	c := startChat(t)
	c.shows(2, ">")
	c.types("half")
	c.shows(6, "> half")
	if err := c.cmd.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	c.ends(0)
}
