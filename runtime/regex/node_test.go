package regex_test

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"hotreply/runtime/regex"
)

// recorded is a line of node.tsv.gz, see record.mjs.
type recorded struct {
	pattern []uint16
	flags   string
	text    []uint16
	at      int
	answer  string
}

func (c recorded) String() string {
	return fmt.Sprintf("/%s/%s on %s from %d", show(c.pattern), c.flags, show(c.text), c.at)
}

func show(units []uint16) string {
	var b strings.Builder
	for _, u := range units {
		if u >= ' ' && u < 127 {
			b.WriteByte(byte(u))
		} else {
			fmt.Fprintf(&b, "\\u%04x", u)
		}
	}
	return b.String()
}

func decode(text string) (out []uint16) {
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			out = append(out, uint16(text[i]))
			continue
		}
		u, _ := strconv.ParseUint(text[i+1:i+5], 16, 16)
		out = append(out, uint16(u))
		i += 4
	}
	return out
}

func recordings(t testing.TB) (out []recorded) {
	file, err := os.Open("testdata/node.tsv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(zip); lines.Scan(); {
		f := strings.Split(lines.Text(), "\t")
		at, _ := strconv.Atoi(f[3])
		out = append(out, recorded{decode(f[0]), f[1], decode(f[2]), at, f[4]})
	}
	return out
}

// answer is ours, as record.mjs writes it.
func (c recorded) ours(m *regex.Matcher) string {
	r, err := regex.Compile(c.pattern, c.flags)
	var bad *regex.SyntaxError
	if errors.As(err, &bad) {
		return "!" + bad.Problem
	}
	text := regex.Units(c.text)
	if plain := string(asBytes(c.text)); len(plain) == len(c.text) {
		text = regex.String(plain)
	}
	found, err := m.Match(r, text, c.at)
	if err != nil {
		return "!!" + err.Error()
	}
	return answer(found)
}

// asBytes is nil for what is not ASCII.
func asBytes(units []uint16) (out []byte) {
	for _, u := range units {
		if u >= 128 {
			return nil
		}
		out = append(out, byte(u))
	}
	return out
}

func answer(found []int) string {
	if found == nil {
		return "none"
	}
	var parts []string
	for i := 0; i < len(found); i += 2 {
		if found[i] < 0 {
			parts = append(parts, "-")
		} else {
			parts = append(parts, fmt.Sprintf("%d,%d", found[i], found[i+1]))
		}
	}
	return strings.Join(parts, " ")
}

// TestAsNode holds thousands of generated patterns against Node.
func TestAsNode(t *testing.T) {
	list := recordings(t)
	if len(list) < 9000 {
		t.Fatalf("only %d recordings", len(list))
	}
	wrong := 0
	var m regex.Matcher
	for _, c := range list {
		m.Poll = within(5 * time.Second)
		if got := c.ours(&m); got != c.answer {
			if wrong++; wrong <= 40 {
				t.Errorf("%v: %s, want %s", c, got, c.answer)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d differ", wrong, len(list))
	}
}

// within ends a match that takes longer.
func within(d time.Duration) func() error {
	began := time.Now()
	return func() error {
		if time.Since(began) > d {
			return errors.New("too slow")
		}
		return nil
	}
}
