// Package node gives rules the names of Node that npm packages and people
// reach for: Buffer, process.env, fs/promises inside one folder, path, util,
// events, crypto hashes.
package node

import "hotreply/runtime"

// Options says what the names may reach.
type Options struct {
	// Env is process.env; nothing of the real environment gets in.
	Env func() map[string]string
	// Files is the folder that fs/promises is confined to. It is made at first
	// use; empty means that there is none.
	Files string
}

// Modules make the names of this package.
func Modules(o Options) []runtime.Module { return nil }

// MissingHint says what to use instead of a global or an import that hotreply
// lacks; empty if it knows nothing.
func MissingHint(name string) string { return "" }
