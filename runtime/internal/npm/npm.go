// Package npm proves that packages people use load in rules and do their
// work. The test needs npm and the network, and is asked for by name:
//
//	HOTREPLY_NPM=1 go test ./runtime/internal/npm
package npm
