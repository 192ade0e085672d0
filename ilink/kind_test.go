package ilink

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// TestVoiceHeaders: SILK has three beginnings; AMR itself has one of them.
func TestVoiceHeaders(t *testing.T) {
	for head, want := range map[string]string{
		"\x02#!SILK_V3\x05\x00voice": "audio/silk", "#!SILK_V3\x05\x00voice": "audio/silk", "#!AMR\n\x02#!SILK_V3\x05\x00voice": "audio/silk",
		"#!AMR\n\x3c\x91\x17": "audio/amr", "#!SILK_V2": "text/plain",
	} {
		if got := MIMEOf("", []byte(head)); got != want {
			t.Errorf("%q is %s, want %s", head, got, want)
		}
	}
}

// TestTypeBeyondTheFirstPage: what tells a document's type may stand behind more
// than the library looks at by itself, and texts may be cut where that ends.
func TestTypeBeyondTheFirstPage(t *testing.T) {
	const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	for _, c := range []struct {
		about, name string
		head        []byte
		want        string
	}{
		{"a document behind its picture", "", office(t, 9_000), docx},
		{"behind a large one, by its name", "a.docx", office(t, 90_000), docx},
		{"behind a large one, without", "", office(t, 90_000), "application/zip"},
		{"an archive that is not what its name says", "a.png", office(t, 90_000), "application/zip"},
		{"an old table", "", ole(20), "application/vnd.ms-excel"},
		{"an old table that is long, by its name", "a.xls", ole(4000), "application/vnd.ms-excel"},
		{"a long answer", "", []byte(`{"list": [` + strings.Repeat(`"item", `, 9_000)), "application/json"},
		{"a page after a long comment", "", []byte("<!--" + strings.Repeat(" licence", 1_000) + "--><html></html>"), "text/html"},
		{"a drawing", "", []byte("<svg width='1'/>"), "image/svg+xml"},
		{"one with all that may stand before", "", []byte("\xef\xbb\xbf\n<?xml version='1.0'?>\n<!DOCTYPE svg PUBLIC '' ''>\n<!-- made -->\n<!-- by --> <SVG>"), "image/svg+xml"},
		{"a page with one", "", []byte("<html><svg></svg></html>"), "text/html"},
		{"another element", "", []byte("<?xml version='1.0'?><answer/>"), "text/xml"},
	} {
		if got := MIMEOf(c.name, c.head[:min(len(c.head), HeadSize)]); got != c.want {
			t.Errorf("%s is %s, want %s", c.about, got, c.want)
		}
	}
}

// office is a document of Word whose picture stands before the text.
func office(t *testing.T, picture int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range []struct {
		name string
		size int
	}{{"[Content_Types].xml", 300}, {"_rels/.rels", 300}, {"docProps/thumbnail.jpeg", picture}, {"word/document.xml", 300}} {
		to, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store})
		if err == nil {
			_, err = to.Write(make([]byte, f.size))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ole is a table of the old kind whose folder, with the class that tells what it
// is, stands in a sector far behind.
func ole(sector int) []byte {
	doc := make([]byte, (sector+3)*512)
	copy(doc, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(doc[26:], 3) // sectors of 512 bytes
	binary.LittleEndian.PutUint32(doc[48:], uint32(sector))
	copy(doc[(sector+1)*512+80:], "\x20\x08\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46")
	return doc
}
