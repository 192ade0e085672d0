package config

import (
	"maps"
	"reflect"
)

// Same says whether the two have the same values, however they are written.
func (c Config) Same(o Config) bool { return reflect.DeepEqual(c, o) }

// OnlyAccountsDiffer says whether the two have different accounts and are the
// same otherwise; an account that both have is the same in both.
func (c Config) OnlyAccountsDiffer(o Config) bool {
	if maps.Equal(c.Accounts, o.Accounts) {
		return false
	}
	for name, a := range c.Accounts {
		if b, both := o.Accounts[name]; both && a != b {
			return false
		}
	}
	c.Accounts, o.Accounts = nil, nil
	return c.Same(o)
}
