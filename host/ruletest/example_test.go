package ruletest_test

import (
	"context"
	"fmt"

	"hotreply/host"
	"hotreply/host/ruletest"
)

// The tests of a folder, shown as `hotreply test` shows them but for the times.
func Example() {
	sum, err := ruletest.Run(context.Background(), ruletest.Options{
		Paths:  []string{"testdata/hello.test.js"},
		Config: host.DefaultConfig(),
		Report: func(r ruletest.Result) { fmt.Println(r.Name, r.Err) },
	})
	fmt.Println(sum.Passed, "passed,", sum.Failed, "failed", err)
	// Output:
	// greets <nil>
	// reads env <nil>
	// 2 passed, 0 failed <nil>
}
