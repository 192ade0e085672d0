package media_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"hotreply/bot"
	"hotreply/host/internal/media"
)

// nameOf is what a file is called whose URL was answered with a header.
func nameOf(t *testing.T, u *url.URL, disposition, contentType string) string {
	t.Helper()
	sources := media.New(media.Options{Fetch: answering(func(*http.Request) (*http.Response, error) {
		resp := answer(&http.Request{URL: u}, 200, strings.NewReader(""))
		resp.Header = http.Header{"Content-Disposition": {disposition}}
		if contentType != "" {
			resp.Header.Set("Content-Type", contentType)
		}
		return resp, nil
	})})
	body, info, err := sources.Open(context.Background(), bot.Source{URL: "http://example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	_ = body.Close()
	return info.Name
}

func TestNameOfURL(t *testing.T) {
	const gbk = "\xb1\xa8\xb8\xe6" // 报告
	for _, c := range []struct{ url, header, want string }{
		{"/x", `attachment; filename="报告.pdf"`, "报告.pdf"},
		{"/x", `attachment; filename=报告.pdf`, "报告.pdf"},
		{"/x", `attachment; filename="%E6%8A%A5%E5%91%8A.pdf"`, "报告.pdf"},
		{"/x", `attachment; filename=%E6%8A%A5%E5%91%8A.pdf; size=4`, "报告.pdf"},
		{"/x", `attachment; filename="%B1%A8%B8%E6.pdf"`, "报告.pdf"},
		{"/x", `attachment; filename="` + gbk + `.pdf"`, "报告.pdf"},
		{"/x", `attachment; filename=` + gbk + `.pdf`, "报告.pdf"},
		{"/x", "attachment; filename=\"\x81\x5c\xb1\xa8.pdf\"; size=4", "乗报.pdf"}, // a second byte that is a backslash
		{"/x", "attachment; filename=\"\xb1\xa8\x81\x5c\"", "报乗"},
		{"/x", `attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf`, "报告.pdf"},
		{"/x", `attachment; filename="a.pdf"; filename*=utf-8'zh'%E6%8A%A5%E5%91%8A.pdf`, "报告.pdf"},
		{"/x", `attachment; filename*=GBK''%B1%A8%B8%E6.pdf`, "报告.pdf"},
		{"/x", `attachment; filename*=gb2312'zh-CN'%B1%A8%B8%E6.pdf; filename="a.pdf"`, "报告.pdf"},
		{"/x", `attachment; filename*=Big5''%B3%F8%A7i.pdf`, "報告.pdf"},
		{"/x", `attachment; filename*=UTF-8''%B1%A8%B8%E6.pdf`, "报告.pdf"},
		{"/x", `attachment; filename*=nonsense; filename="a.pdf"`, "a.pdf"},
		{"/x", `attachment; filename="=?UTF-8?B?5oql5ZGKLnBkZg==?="`, "报告.pdf"},
		{"/x", `attachment; filename*0="re"; filename*1="port.pdf"`, "report.pdf"},
		{"/x", `attachment; filename="100%.pdf"`, "100%.pdf"},
		{"/x", `attachment; filename="100%AB.pdf"`, "100%AB.pdf"},
		{"/x", `attachment; filename="a+b c.pdf"`, "a+b c.pdf"},
		{"/x", `attachment; filename="a \"b\" c.pdf"`, "a b c.pdf"},
		{"/x", `attachment; filename="../../etc/passwd%2F..%2Fx.pdf"`, "x.pdf"},
		{"/gbk.pdf", "attachment; filename=\"\xff\xff.pdf\"", "gbk.pdf"},
		{"/get", "attachment; filename=\"\xff\xff.pdf\"", "file.pdf"},
		{"/%B1%A8%B8%E6.pdf", "", "报告.pdf"},
		{"/%E6%8A%A5%E5%91%8A.pdf?x=1", "attachment", "报告.pdf"},
		{"/%E6%8A%A5%E5%91%8A", "", "报告.pdf"},
		{"/a%25b%23.pdf", "", "a%b#.pdf"},
		{"/", "", ""},
	} {
		u, err := url.Parse("http://example.com" + c.url)
		if err != nil {
			t.Fatal(err)
		}
		contentType := "application/pdf"
		if c.want == "报乗" {
			contentType = ""
		}
		if got := nameOf(t, u, c.header, contentType); got != c.want {
			t.Errorf("%s with %q: %q, want %q", c.url, c.header, got, c.want)
		}
	}
}

func FuzzDispositionName(f *testing.F) {
	f.Add(`attachment; filename="a.pdf"; filename*=GBK''%B1%A8.pdf`)
	f.Add("x; filename=\"\xb1\xa8\x81\x5c\"")
	f.Add(`;filename="\`)
	f.Fuzz(func(t *testing.T, header string) {
		name := nameOf(t, &url.URL{Path: header}, header, "")
		if !utf8.ValidString(name) {
			t.Errorf("%q gives %q", header, name)
		}
	})
}
