// Package bundled holds modules of Node that are npm packages: streams, the
// older parser of URLs, punycode, and the parser of command lines. They are
// small, well kept and made for this, so nothing is gained by writing them
// again.
//
// package-lock.json pins them. make/ installs what it says into a temporary
// folder and bundles each with esbuild into one file of the shape that
// [hotreply/runtime/internal/lazy] asks for, with the licences of what is in it
// beside it. What they import themselves comes from the names that they are
// given; nothing is fetched when a rule runs.
//
//	go generate ./runtime/node/bundled
//
// makes the files anew. They are never edited by hand.
package bundled

import "embed"

//go:generate go run ./make

// Files are stream.js, url.js, punycode.js and parseargs.js.
//
//go:embed *.js
var Files embed.FS
