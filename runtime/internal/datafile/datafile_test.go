package datafile_test

import (
	"errors"
	"strings"
	"testing"

	"hotreply/runtime/internal/datafile"
)

// TestParse: what a file of data is as JavaScript.
func TestParse(t *testing.T) {
	for _, c := range []struct{ name, ext, text, want string }{
		{"table", ".csv", "名称,价格\n\"面, 大\",\"12\"\n饭,007\n", `[{"名称":"面, 大","价格":"12"},{"名称":"饭","价格":"007"}]`},
		{"windows", ".csv", "a,b\r\n1,2\r\n", `[{"a":"1","b":"2"}]`},
		{"semicolons", ".csv", "a;b\n1,5;2\n", `[{"a":"1,5","b":"2"}]`},
		{"tabs", ".tsv", "a\tb\n1, 5\t2\n", `[{"a":"1, 5","b":"2"}]`},
		{"blank rest", ".csv", "a,b,,\n1,2,,\n\n,,,\n3\n", `[{"a":"1","b":"2"},{"a":"3","b":""}]`},
		{"quotes and lines", ".csv", "a\n\"x \"\"y\"\"\nz\"\n", `[{"a":"x \"y\"\nz"}]`},
		{"header alone", ".csv", "a,b\n", `[]`},
		{"nothing", ".csv", "", `[]`},
		{"names of objects", ".csv", "__proto__,constructor\n1,2\n", `[{["__proto__"]:"1","constructor":"2"}]`},
		{"toml", ".toml", "title = '店'\n[z]\nn = 1_000\nf = 1.5\n[a]\nok = true\nlist = [1, [2]]\n", `{"title":"店","z":{"n":1000,"f":1.5},"a":{"ok":true,"list":[1,[2]]}}`},
		{"toml tables", ".toml", "[[dish]]\nname='b'\nprice=1\n[[dish]]\nprice=2\nname='a'\n", `{"dish":[{"name":"b","price":1},{"name":"a","price":2}]}`},
		{"toml dates", ".toml", "a=2026-11-30\nb=2026-11-30T08:00:00\nc=08:00:00\nd=2026-11-30T08:00:00+08:00\n",
			`{"a":"2026-11-30","b":"2026-11-30T08:00:00","c":"08:00:00","d":"2026-11-30T08:00:00+08:00"}`},
		{"toml inf", ".toml", "a=-inf\nb=nan\n", `{"a":-Infinity,"b":NaN}`},
		{"toml edge", ".toml", "a=9007199254740992\nb=0xFF\n", `{"a":9007199254740992,"b":255}`},
		{"yaml", ".yaml", "b: [1, 2.5, ~, yes, true]\na:\n  - x: '1'\n", `{"b":[1,2.5,null,"yes",true],"a":[{"x":"1"}]}`},
		{"yaml numbers", ".yml", "[0x1F, 0o17, -5, 1e3, .inf, -.inf, .nan, 1_000]", `[31,15,-5,1000,Infinity,-Infinity,NaN,1000]`},
		{"yaml zeros", ".yml", "phone: 010\nid: 007", `{"phone":"010","id":"007"}`},
		{"yaml dates", ".yml", "a: 2026-11-30\nb: 12:30", `{"a":"2026-11-30","b":"12:30"}`},
		{"yaml aliases", ".yml", "base: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}\nd: *b", `{"base":{"x":1,"y":2},"c":{"y":3,"x":1},"d":{"x":1,"y":2}}`},
		{"yaml keys", ".yml", "1: a\ntrue: b", `{"1":"a","true":"b"}`},
		{"yaml nothing", ".yml", "# only this\n", `null`},
		{"yaml text", ".yml", "a: |\n  x\n  y\n", `{"a":"x\ny\n"}`},
	} {
		got, err := datafile.Parse(c.ext, c.text)
		if err != nil || got.Code != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got.Code, err, c.want)
		}
		if special := strings.Contains(c.want, "Infinity") || strings.Contains(c.want, `["__proto__"]`); got.JSON == special {
			t.Errorf("%s: JSON %v", c.name, got.JSON)
		}
	}
	if got, err := datafile.Parse(".csv", "名称，价格\n面，12\n"); err != nil || !strings.Contains(got.Note, "one column") || got.Hint == "" {
		t.Errorf("Chinese commas: %+v, %v", got, err)
	}
}

// TestParseErrors: each names its place.
func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		name, ext, text string
		line, column    int
		message         string
	}{
		{"two alike", ".csv", "a,a\n1,2\n", 1, 3, "two columns"},
		{"too many", ".csv", "a,b\n1,2,3\n", 2, 5, "cell 3"},
		{"bare quote", ".csv", "菜,b\n面 \"大\",2\n", 2, 3, "inside a cell"},
		{"open quote", ".csv", "a,b\n\"x,2\n", 2, 5, "quotes"},
		{"toml bad", ".toml", "a = 1\nb = hello\n", 2, 5, "value"},
		{"toml twice", ".toml", "a = 1\na = 2\n", 2, 0, "already"},
		{"toml large", ".toml", "a = 1\nid = 9007199254740993\n", 2, 6, "larger"},
		{"toml deep", ".toml", "a = " + strings.Repeat("[", 2001) + strings.Repeat("]", 2001), 1, 2005, "deeper"},
		{"toml dots", ".toml", strings.Repeat("a.", 2001) + "b = 1", 1, 1, "parts"},
		{"yaml tab", ".yml", "a:\n\t- 1\n", 2, 1, ""},
		{"yaml colon", ".yml", "a: b: c\n", 1, 5, ""},
		{"yaml twice", ".yml", "a: 1\na: 2\n", 2, 1, "twice"},
		{"yaml large", ".yml", "a: 1\nid: 12345678901234567890123\n", 2, 5, "larger"},
		{"yaml tag", ".yml", "a: !secret x\n", 1, 4, "tag"},
		{"yaml second", ".yml", "a: 1\n---\nb: 2\n", 2, 1, "second"},
		{"yaml circle", ".yml", "a: &a [*a]\n", 1, 8, ""},
		{"yaml deep", ".yml", strings.Repeat("[", 2001) + strings.Repeat("]", 2001), 1, 0, ""},
		{"yaml key", ".yml", "? [1, 2]\n: 3\n", 1, 3, "key"},
		{"no data", ".bin", "", 0, 0, ""},
	} {
		_, err := datafile.Parse(c.ext, c.text)
		var e *datafile.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if e.Line != c.line || c.column > 0 && e.Column != c.column || !strings.Contains(e.Message, c.message) {
			t.Errorf("%s: %d:%d %s", c.name, e.Line, e.Column, e.Message)
		}
	}
	many := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'h'; c++ {
		many += string(c) + ": &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 10) + "]\n"
	}
	if _, err := datafile.Parse(".yaml", many); err == nil || !strings.Contains(err.Error(), "aliases") {
		t.Errorf("aliases that multiply: %v", err)
	}
}

// TestText: what spreadsheets save.
func TestText(t *testing.T) {
	for _, c := range []struct {
		data, want, encoding string
		ok                   bool
	}{
		{"你", "你", "", true},
		{"\xef\xbb\xbf你", "你", "", true},
		{"\xc4\xe3\xba\xc3", "你好", "GBK", true},
		{"\xff\xfe\x60\x4f", "你", "UTF-16", true},
		{"\xfe\xff\x4f\x60", "你", "UTF-16", true},
		{"a\xff\xff", "", "", false},
	} {
		if got, encoding, ok := datafile.Text([]byte(c.data)); got != c.want || encoding != c.encoding || ok != c.ok {
			t.Errorf("%q: %q, %s, %v", c.data, got, encoding, ok)
		}
	}
}
