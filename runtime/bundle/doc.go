// Package bundle makes one compiled program of a script and all that it imports,
// and knows what in a folder is a script.
//
//	l := bundle.New(bundle.Options{Dir: "/bot/scripts", Modules: modules, Limits: limits})
//	for _, s := range l.List().Scripts {
//		b, err := l.Load(ctx, s.Name, s.Entry, &held)
//		main, err := vm.RunProgram(b.Program())
//	}
//
// # From a file to a program
//
// [Loader.List] looks at the names in the folder. [Loader.Load] has esbuild
// bundle a script: what the host offers is served to it, each file is read here
// (a plain one, of a size within [Limits], no deeper nested than the compiler
// bears), and all that the result depends on is noted as [Input], that some file
// is missing included. [Files.Now] tells later whether any of it has changed.
// The source map is rewritten for goja, so that the frames of a stack
// ([Bundle.FramesOf]) are places that people know.
//
// A [Bundle] never changes and holds no JavaScript values: any number of
// runtimes may run it. [Bundle.Encode] and [Decode] keep it across restarts.
//
// # Goroutines
//
// Any number may call Load at once. A build runs in a goroutine of its own that
// Load waits for until the build's time is over or ctx ends; it ends by itself
// when the file system answers. [Files] belongs to one goroutine.
//
// # Errors
//
// Load returns an [*Error], for people: where, what and what to do. What is not
// there while a script runs is an [*ImportError].
package bundle
