package config_test

import (
	"testing"

	"hotreply/host/config"
)

func TestOnlyAccountsDiffer(t *testing.T) {
	with := func(change func(*config.Config)) config.Config {
		c := config.Default()
		c.Accounts = map[string]config.Account{"default": {}}
		change(&c)
		return c
	}
	old := with(func(*config.Config) {})
	tests := []struct {
		name string
		next config.Config
		want bool
	}{
		{"nothing", with(func(*config.Config) {}), false},
		{"one more", with(func(c *config.Config) { c.Accounts["work"] = config.Account{Scripts: "work"} }), true},
		{"another one", with(func(c *config.Config) { c.Accounts = map[string]config.Account{"work": {}} }), true},
		{"a folder of one that stays", with(func(c *config.Config) { c.Accounts["default"] = config.Account{Scripts: "own"} }), false},
		{"one more, and a key", with(func(c *config.Config) { c.Accounts["work"] = config.Account{}; c.Send.Quota = 3 }), false},
		{"one more, and a value of scripts", with(func(c *config.Config) {
			c.Accounts["work"] = config.Account{}
			c.Env = map[string]string{"CITY": "Beijing"}
		}), false},
	}
	for _, tt := range tests {
		if got := tt.next.Same(old); got != (tt.name == "nothing") {
			t.Errorf("%s: the same is %v", tt.name, got)
		}
		if got := tt.next.OnlyAccountsDiffer(old); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
