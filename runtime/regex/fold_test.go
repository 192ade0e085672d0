package regex

import "testing"

// TestCaseless: no letter that is said to know no case is folded, and letters
// that are alike for a pattern are one when folded.
func TestCaseless(t *testing.T) {
	for i, f := range unicodeTables().fold {
		for from, to := range f.canon {
			if caseless(from) || caseless(to) {
				t.Errorf("folding %d: %U is %U", i, from, to)
			}
		}
	}
}
