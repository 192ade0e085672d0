package node_test

import (
	"fmt"

	"hotreply/runtime/node"
)

func ExampleMissingHint() {
	fmt.Println(node.MissingHint("XMLHttpRequest"))
	fmt.Println(node.MissingHint("node:child_process"))
	// Output:
	// hotreply has no XMLHttpRequest: use fetch
	// hotreply starts no other programs: call a service with fetch
}
