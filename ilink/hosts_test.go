package ilink

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestServiceURL(t *testing.T) {
	c := &Client{
		Credentials: Credentials{BaseURL: "https://confirmed.example"},
		HomeURL:     "http://sim.test:9900/prefix", CDNBaseURL: "http://cdn.test:9901/c2c",
		Hosts: []string{"More.example", "ported.example:7000"},
	}
	tests := []struct{ named, want string }{ // want "" = refused
		{"sim.test", "http://sim.test"},
		{"sim.test:1", "http://sim.test:1"},
		{"SIM.test", "http://SIM.test"},
		{"https://sim.test:9900/x?y=1", "http://sim.test:9900/x?y=1"},
		{"cdn.test", "http://cdn.test"},
		{"idc2.weixin.qq.com", "http://idc2.weixin.qq.com"},
		{"https://a.b.weixin.qq.com:8443/c2c/download?p=a%2Bb&t=1", "http://a.b.weixin.qq.com:8443/c2c/download?p=a%2Bb&t=1"},
		{"//idc2.weixin.qq.com/", "http://idc2.weixin.qq.com/"},
		{" idc2.weixin.qq.com \n", "http://idc2.weixin.qq.com"},
		{"idc2.weixin.qq.com.", "http://idc2.weixin.qq.com."},
		{"ilinkai.wechat.com", "http://ilinkai.wechat.com"}, {"https://a.b.wechat.com:8443/x", "http://a.b.wechat.com:8443/x"},
		{"wechat.com", ""}, {"evilwechat.com", ""}, {"x.wechat.com.evil.example", ""}, {"evil.example/.wechat.com", ""},
		{"more.example", "http://more.example"}, {"more.example:99", "http://more.example:99"},
		{"ported.example:7000", "http://ported.example:7000"},
		{"ported.example", ""}, {"ported.example:7001", ""},
		{"confirmed.example", ""}, // only what is configured counts, not what was confirmed once
		{"weixin.qq.com", ""}, {".weixin.qq.com", ""}, {"evilweixin.qq.com", ""}, {"x.weixin.qq.com.evil.example", ""},
		{"evil.example", ""}, {"evil.example/.weixin.qq.com", ""}, {"evil.example#.weixin.qq.com", ""}, {"evil.example?.weixin.qq.com", ""},
		{"evil.example\\.weixin.qq.com", ""}, {"evil.example%2f.weixin.qq.com", ""}, {"evil.example\x00.weixin.qq.com", ""},
		{"user@idc2.weixin.qq.com", ""}, {"idc2.weixin.qq.com@evil.example", ""},
		{"file://idc2.weixin.qq.com/etc/passwd", ""}, {"gopher://sim.test", ""}, {"javascript:alert(1)", ""},
		{"127.0.0.1", ""}, {"[::1]:80", ""}, {"169.254.169.254", ""}, {"", ""}, {"http://", ""}, {":9900", ""}, {"/path", ""},
	}
	for _, tt := range tests {
		got, err := c.serviceURL("redirect_host", tt.named, c.homeURL())
		var refused *HostError
		if got != tt.want || (tt.want == "") != errors.As(err, &refused) {
			t.Errorf("serviceURL(%q) = %q, %v; want %q", tt.named, got, err, tt.want)
		}
	}
	ip := &Client{HomeURL: "http://127.0.0.1:9900"}
	if got, err := ip.serviceURL("baseurl", "https://127.0.0.1:9901", ip.homeURL()); err != nil || got != "http://127.0.0.1:9901" {
		t.Errorf("the configured address on another port = %q, %v", got, err)
	}
	v6 := &Client{HomeURL: "http://[::1]:9900"}
	if got, err := v6.serviceURL("baseurl", "[::1]:9901", v6.homeURL()); err != nil || got != "http://[::1]:9901" {
		t.Errorf("the configured address on another port = %q, %v", got, err)
	}
}

// Whatever is followed leads, for net/url too, to a host that is allowed.
func FuzzServiceURL(f *testing.F) {
	for _, s := range []string{"a.weixin.qq.com", "https://a.weixin.qq.com:1/x", "evil@a.weixin.qq.com", "a.weixin.qq.com\\@evil", "//x", "http:a", "[::1]"} {
		f.Add(s)
	}
	c := &Client{HomeURL: "https://home.test"}
	f.Fuzz(func(t *testing.T, named string) {
		got, err := c.serviceURL("baseurl", named, c.homeURL())
		if err != nil {
			return
		}
		u, err := url.Parse(got)
		if err != nil || u.Scheme != "https" || u.User != nil {
			t.Fatalf("serviceURL(%q) = %q: %v", named, got, err)
		}
		host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if host != "home.test" && host != "novac2c.cdn.weixin.qq.com" && !strings.HasSuffix(host, ".weixin.qq.com") && !strings.HasSuffix(host, ".wechat.com") {
			t.Fatalf("serviceURL(%q) leads to %q", named, host)
		}
	})
}

// What is told of an address that is not followed holds no password and no
// query, which may be secrets, and does not say that its host is foreign.
func TestHostErrorTellsNoSecret(t *testing.T) {
	c := &Client{}
	for _, named := range []string{
		"https://user:hunter2@ilinkai.wechat.com/p?t=hunter2", "ftp://ilinkai.wechat.com/hunter2?hunter2", "https://a:hunter2@ilinkai.wechat.com:x/?hunter2",
		"https://ilinkai.wechat.com\x7f/?hunter2", "javascript://ilinkai.wechat.com/%0ahunter2", "user:hunter2@ilinkai.wechat.com",
	} {
		_, err := c.serviceURL("baseurl", named, DefaultBaseURL)
		var e *HostError
		if !errors.As(err, &e) || strings.Contains(err.Error()+e.Hint(), "hunter2") || !strings.Contains(err.Error(), "ilinkai.wechat.com") || strings.Contains(err.Error(), "not of the service") {
			t.Errorf("%s: %v", named, err)
		}
	}
	_, err := c.serviceURL("full_url", "https://user@evil.example/c2c?encrypted_query_param=hunter2", DefaultCDNBaseURL)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("full_url: %v", err)
	}
}
