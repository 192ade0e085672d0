package datafile

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Text is what a file says, as UTF-8 without a mark, and the name of its
// encoding if that is another: spreadsheets save Chinese tables as GBK or
// UTF-16. ok is false if the bytes are none of these.
func Text(data []byte) (text, encoding string, ok bool) {
	if rest, marked := bytes.CutPrefix(data, []byte("\xEF\xBB\xBF")); marked || utf8.Valid(data) {
		return string(rest), "", utf8.Valid(rest)
	}
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		return string(out), "UTF-16", err == nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", "", false
	}
	return string(out), "GBK", true
}
