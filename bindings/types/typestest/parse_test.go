package typestest_test

import (
	"testing"

	"hotreply/bindings/types/typestest"
)

func TestParse(t *testing.T) {
	blocks := typestest.Parse("/** A thing. */\ninterface Thing {\n  /**\n   * Does it.\n   * @example\n   * thing.do(1)\n   */\n  do(n: number): void\n  do(s: string): void\n  readonly name?: string\n}\ntype A = string |\n  number\n")
	if len(blocks) != 2 || blocks[0].Doc.Text != "A thing." || len(blocks[0].Members) != 2 || blocks[1].Header != "type A = string |\n  number" {
		t.Fatalf("blocks %+v", blocks)
	}
	do := blocks[0].Members[0]
	if do.Name != "do" || len(do.Signatures) != 2 || do.Doc.Text != "Does it." || do.Doc.Example != "thing.do(1)" {
		t.Errorf("member %+v", do)
	}
}
