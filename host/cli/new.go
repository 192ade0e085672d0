package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hotreply/bindings/types"
	"hotreply/host/templates"
	"hotreply/internal/lazyregexp"
	"hotreply/runtime/bundle"
)

func newNew(g *globals) *cobra.Command {
	var template string
	var list strings.Builder
	for _, t := range templates.All() {
		fmt.Fprintf(&list, "\n  %-8s %s", t.Name, t.About)
	}
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "write a commented starter rule and a test for it",
		Long: `new writes NAME.js and NAME.test.js into the scripts folder. A running bot
takes the rule up at once. Templates:
` + list.String() + `

A NAME that is a template's is written from it: hotreply new llm.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("for example: hotreply new hello", "new needs one name")
			}
			return nil
		},
		ValidArgs: templates.Names(),
		RunE:      func(_ *cobra.Command, args []string) error { return runNew(g, args[0], template) },
	}
	cmd.Flags().StringVar(&template, "template", "", strings.Join(templates.Names(), ", "))
	return cmd
}

// ruleName is what a rule's file may be called: nothing that a shell or a file
// system minds, and no leading _ or . which would keep it from running.
var ruleName = lazyregexp.New(`^[\p{L}\p{N}][\p{L}\p{N}._-]*$`)

func runNew(g *globals, name, template string) error {
	c, err := g.load()
	if err != nil {
		return err
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".ts"), ".js")
	if !ruleName.MatchString(name) || strings.HasSuffix(name, ".test") {
		return usage("letters, digits, - and _; a leading number sets the order: 20-weather", "%q is no name for a rule", name)
	}
	if template == "" {
		template = "hello"
		if bare := strings.TrimLeft(name, "0123456789-_."); slices.Contains(templates.Names(), bare) {
			template = bare
		}
	}
	if !slices.Contains(templates.Names(), template) {
		return usage("templates are "+strings.Join(templates.Names(), ", "), "no template %q", template)
	}
	if other := sameData(c.Scripts, name); other != "" {
		return failed("choose another name: of two rules with one name the later does not load",
			"%s keeps its data under the name %q already", filepath.Join(c.Scripts, other), bundle.Namespace(other))
	}
	paths, err := templates.Write(c.Scripts, template, name)
	if err != nil {
		return err
	}
	if err := types.Write(c.Scripts); err != nil {
		return err
	}
	for _, p := range paths {
		fmt.Fprintln(g.streams.Out, p)
	}
	fmt.Fprintf(g.streams.Err, "hint: try it with hotreply dev, test it with hotreply test %s\n", paths[1])
	return nil
}

// sameData is the rule in the folder that would share its stored data with a
// new one of that name, "" if there is none. A file of the very name is for
// templates.Write to refuse.
func sameData(dir, name string) string {
	entries, _ := os.ReadDir(dir) // no folder, no rules
	for _, e := range entries {
		if !e.IsDir() && e.Name() != name+".js" && bundle.Namespace(e.Name()) == bundle.Namespace(name+".js") {
			return e.Name()
		}
	}
	return ""
}
