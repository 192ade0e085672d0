package config_test

import (
	"errors"
	"hotreply/host/config"
	"testing"
)

// A variable that the environment lacks is an error of what uses it alone.
func TestConfigRequire(t *testing.T) {
	c, err := decode(`[ilink]
proxy = "$NO_PROXY_URL"
[console]
listen = "0.0.0.0:8686"
token = "$NO_TOKEN"
[env]
KEY = "$NO_KEY"
OTHER = "here"
`)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Env["KEY"]; ok || c.Env["OTHER"] != "here" {
		t.Errorf("env is %v, want OTHER alone", c.Env)
	}
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{[]string{"env"}, "config.toml:7: env.KEY: the environment has no NO_KEY"},
		{[]string{"env.KEY"}, "config.toml:7: env.KEY: the environment has no NO_KEY"},
		{[]string{"console.token"}, "config.toml:5: console.token: the environment has no NO_TOKEN"},
		{[]string{"http.proxy", "ilink"}, "config.toml:2: ilink.proxy: the environment has no NO_PROXY_URL"},
		{[]string{"http", "env.OTHER", "en"}, ""},
		{nil, "config.toml:2: ilink.proxy: the environment has no NO_PROXY_URL"},
	} {
		err := c.Require(tt.names...)
		var bad *config.Error
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("Require(%q) = %v", tt.names, err)
		case tt.want != "" && (!errors.As(err, &bad) || bad.Error() != tt.want || bad.Hint() == "" || bad.ExitCode() != 2):
			t.Errorf("Require(%q) = %v, want %s", tt.names, err, tt.want)
		}
	}
	off := c
	off.Console.Listen = ""
	off.Waive("ilink", "env")
	if err := off.Runnable(); err != nil {
		t.Errorf("without a console no token is needed: %v", err)
	}
	if c.Require("env") == nil {
		t.Error("Waive on a copy has changed the original")
	}
}
