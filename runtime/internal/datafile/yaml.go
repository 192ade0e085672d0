package datafile

import (
	"errors"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v4"
)

// document writes the one document of a YAML file; an empty one is null.
func document(w *writer, text string) *Error {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err == io.EOF {
		w.raw("null")
		return nil
	} else if err != nil {
		return yamlError(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return failed(second.Line, 1, "put it into a file of its own", "a second document begins here")
	} else if err != io.EOF {
		return yamlError(err)
	}
	y := yamlWriter{writer: w, within: make(map[*yaml.Node]bool)}
	y.value(&doc)
	return nil
}

type yamlWriter struct {
	*writer
	within map[*yaml.Node]bool // aliases that are being written
}

func (y *yamlWriter) value(n *yaml.Node) {
	if y.failed != nil {
		return
	}
	switch n.Kind {
	case yaml.DocumentNode:
		for _, c := range n.Content {
			y.value(c)
		}
	case yaml.AliasNode:
		if y.within[n.Alias] {
			y.fail(failed(n.Line, n.Column, "", "*%s holds itself", n.Value))
			return
		}
		y.within[n.Alias] = true
		y.value(n.Alias)
		delete(y.within, n.Alias)
	case yaml.SequenceNode:
		y.list(n)
	case yaml.MappingNode:
		y.table(n)
	case yaml.ScalarNode:
		y.scalar(n)
	}
}

func (y *yamlWriter) list(n *yaml.Node) {
	if !y.open(n.Line, "[") {
		return
	}
	for i, c := range n.Content {
		y.comma(i)
		y.value(c)
	}
	y.closed("]")
}

// pair is an entry of a table.
type pair struct{ key, value *yaml.Node }

func (y *yamlWriter) table(n *yaml.Node) {
	if !y.open(n.Line, "{") {
		return
	}
	seen := make(map[string]bool)
	var pairs, merged []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			merged = append(merged, y.merged(value, 0)...)
			continue
		}
		if seen[keyOf(key)] {
			y.fail(failed(key.Line, key.Column, "remove or rename one of them", "the key %q is there twice", keyOf(key)))
			return
		}
		seen[keyOf(key)] = true
		pairs = append(pairs, pair{key, value})
	}
	written := 0
	for i, p := range append(pairs, merged...) {
		name := keyOf(p.key)
		if name == "" && p.key.Kind != yaml.ScalarNode {
			y.fail(failed(p.key.Line, p.key.Column, "keys are texts or numbers", "a list or a table can not be a key"))
			return
		}
		if i >= len(pairs) {
			if seen[name] {
				continue
			}
			seen[name] = true
		}
		y.comma(written)
		written++
		y.key(name)
		y.value(p.value)
	}
	y.closed("}")
}

// keyOf is the text of a key.
func keyOf(n *yaml.Node) string {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// merged are the entries that "<<" brings into a table, which yield to its own.
func (y *yamlWriter) merged(n *yaml.Node, depth int) (pairs []pair) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if depth > maxMerges || len(pairs) > y.most {
		y.fail(failed(n.Line, n.Column, "", "<< is nested deeper than %d", maxMerges))
		return nil
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for _, c := range n.Content {
			pairs = append(pairs, y.merged(c, depth+1)...)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
				pairs = append(pairs, y.merged(value, depth+1)...)
			} else {
				pairs = append(pairs, pair{key, value})
			}
		}
	default:
		y.fail(failed(n.Line, n.Column, "<<: *name takes over the entries of a table that is marked &name", "<< needs a table"))
	}
	return pairs
}

// maxMerges is how deep tables may take over each other.
const maxMerges = 8

func (y *yamlWriter) scalar(n *yaml.Node) {
	switch tag := n.ShortTag(); tag {
	case "!!null":
		y.raw("null")
	case "!!bool":
		y.boolean(strings.EqualFold(n.Value, "true"))
	case "!!int":
		y.yamlInteger(n)
	case "!!float":
		y.yamlFloat(n)
	case "!!str", "!!timestamp", "!!merge":
		y.str(n.Value)
	default:
		y.fail(failed(n.Line, n.Column, "leave it away, or read the file with a YAML package", "the tag %s is not known here", n.Tag))
	}
}

// yamlInteger writes one. Digits with a zero before them are a text: they are a
// telephone's or an article's, and older rules of YAML would make another
// number of them.
func (y *yamlWriter) yamlInteger(n *yaml.Node) {
	digits := strings.TrimLeft(n.Value, "+-")
	if len(digits) > 1 && digits[0] == '0' && strings.Trim(digits, "0123456789_") == "" {
		y.str(n.Value)
		return
	}
	value, ok := new(big.Int).SetString(strings.TrimPrefix(n.Value, "+"), 0)
	if !ok {
		y.str(n.Value)
		return
	}
	y.integer(value, n.Line, n.Column)
}

func (y *yamlWriter) yamlFloat(n *yaml.Node) {
	plain := strings.ToLower(strings.ReplaceAll(n.Value, "_", ""))
	switch strings.TrimLeft(plain, "+-") {
	case ".inf":
		y.float(math.Inf(1 - 2*strings.Count(plain, "-")))
		return
	case ".nan":
		y.float(math.NaN())
		return
	}
	if whole, ok := new(big.Int).SetString(strings.TrimPrefix(plain, "+"), 10); ok {
		y.integer(whole, n.Line, n.Column) // too long to be taken for an integer
		return
	}
	value, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		y.fail(failed(n.Line, n.Column, "write it as a text, in quotes", "%s is no number that JavaScript holds", n.Value))
		return
	}
	y.float(value)
}

func yamlError(err error) *Error {
	var at *yaml.LoadError
	if !errors.As(err, &at) {
		return failed(0, 0, "", "%s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	advice := ""
	switch {
	case strings.Contains(at.Message, "cannot start any token"):
		advice = "indent with spaces, not with tabs; a text that begins with @ ` or % stands in quotes"
	case strings.Contains(at.Message, "mapping values are not allowed"):
		advice = `a text with ": " in it stands in quotes`
	}
	return failed(at.Mark.Line, at.Mark.Column, advice, "%s", at.Message)
}
