package bundle

import "time"

// Options says how a loader looks at a folder.
type Options struct {
	Dir      string                    // absolute
	Modules  []Importable              // what can be imported without a file
	Hint     func(string) string       // advice on an import that is not there; nil: none
	Pick     func(name string) bool    // which names are scripts; nil: the usual choice
	Skip     func(name string) bool    // which of these are set aside; nil: none
	OnRead   func(script, path string) // is told of each file; nil: nobody is
	Patience time.Duration             // how long a build may take; 0: thirty seconds
	Limits   Limits
}

// Limits bound what is read from a folder of scripts. All must be above
// zero.
type Limits struct {
	File    int64 // bytes of one file
	Package int64 // bytes of one file of an installed package
	Sources int64 // bytes of all files that a script loads
	Scripts int   // how many scripts are taken
	Names   int   // how many names in the folder are looked at
}

// Importable is a group of names that scripts import and that no file has.
type Importable interface {
	// Specifiers are the names that reach it ("hotreply", "node:path").
	Specifiers() []string
	// Exports names what can be imported of it; nil makes it a CommonJS module.
	Exports() []string
}
