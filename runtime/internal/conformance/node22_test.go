package conformance

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var rewriteKnown = flag.Bool("known", false, "rewrite the list of known differences from Node")

// TestNode22 runs every recorded case in a rule and compares it with Node's
// answer. A case that differs has to be in the list of known differences, and
// one that does not has to be off it.
func TestNode22(t *testing.T) {
	if testing.Short() {
		t.Skip("runs two thousand cases")
	}
	areas, err := readAreas()
	if err != nil {
		t.Fatal(err)
	}
	known, err := readKnown()
	if err != nil {
		t.Fatal(err)
	}
	bare := unexplained(known)
	total := 0
	var differ []difference
	for _, a := range areas {
		ours := askProcess(t, a)
		for _, b := range a.Builtins {
			for _, c := range b.Cases {
				total++
				d, listed := known[c.Code]
				delete(known, c.Code)
				got := ours[c.Code]
				if got == c.Answer {
					if listed && !*rewriteKnown {
						t.Errorf("%s: answers as Node does by now: take it off %s\n\t%s", b.Name, knownFile, c.Code)
					}
					continue
				}
				if !listed && !*rewriteKnown {
					t.Errorf("%s: %s\n\tNode: %s\n\tours: %s", b.Name, c.Code, c.Answer, got)
				}
				d.Builtin, d.Code, d.Ours = b.Name, c.Code, got
				differ = append(differ, d)
			}
		}
	}
	for code := range known {
		if !*rewriteKnown {
			t.Errorf("%s: there is no such case: %s", knownFile, code)
		}
	}
	t.Logf("%d cases: %d answer as Node 22 does, %d are known to differ, %d of them without a reason", total, total-len(differ), len(differ), len(bare))
	if len(bare) > 0 && !*rewriteKnown {
		t.Errorf("%s: no cause or no remedy for\n\t%s", knownFile, strings.Join(bare, "\n\t"))
	}
	if len(differ) > mayDiffer {
		t.Errorf("%d cases differ, more than the %d that may", len(differ), mayDiffer)
	}
	if *rewriteKnown {
		if err := writeKnown(differ); err != nil {
			t.Fatal(err)
		}
	}
}

// runArea runs a script per builtin, so that one case can not spoil those of
// others. Where such a script does not load or end, each case runs alone.
func runArea(t *testing.T, a area) map[string]string {
	t.Helper()
	source, err := os.ReadFile("record/show.js")
	if err != nil {
		t.Fatal(err)
	}
	show := string(source)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	answers := map[string]string{}
	groups := make([][]recordedCase, len(a.Builtins))
	for i, b := range a.Builtins {
		groups[i] = b.Cases
	}
	var alone [][]recordedCase
	for _, cases := range runGroups(ctx, t, a, groups, show, answers) {
		for _, c := range cases {
			alone = append(alone, []recordedCase{c})
		}
	}
	if len(alone) > 0 {
		runGroups(ctx, t, a, alone, show, answers)
	}
	return answers
}

// runGroups puts what each case gives into answers, and returns the groups
// that gave no answers; a case that is alone has its failure as answer.
func runGroups(ctx context.Context, t *testing.T, a area, groups [][]recordedCase, show string, answers map[string]string) (failed [][]recordedCase) {
	t.Helper()
	files := map[string]string{"lib/show.js": show}
	name := func(i int) string { return fmt.Sprintf("s%03d.js", i) }
	for i, cases := range groups {
		files[name(i)] = script(cases, a.Wordless)
	}
	r := start(ctx, t, "en-US", files)
	defer r.close()
	for i, cases := range groups {
		failure := ""
		if s := r.live[name(i)]; s == nil {
			failure = "does not load: " + r.broken[name(i)]
		} else if v, err := eval(ctx, s, "runCases()"); err != nil {
			failure = "does not end: " + err.Error()
		} else {
			var list []string
			if err := json.Unmarshal([]byte(v.(string)), &list); err != nil || len(list) != len(cases) {
				t.Fatalf("answers of %v: %v", v, err)
			}
			for j, c := range cases {
				answers[c.Code] = list[j]
			}
			continue
		}
		failed = append(failed, cases)
		if len(cases) == 1 {
			answers[cases[0].Code] = strings.ReplaceAll(failure, "\n", " ")
		}
	}
	return failed
}
