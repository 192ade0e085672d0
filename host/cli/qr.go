package cli

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// quietZone is the light border that scanners need around a code. The standard
// asks for four modules; phones are content with two, and a terminal is small.
const quietZone = 2

// Half blocks draw two rows of modules per line. Colours are set for both
// halves, since without them a dark terminal shows the code inverted, which
// WeChat does not read: 256-colour black and white are the same in all themes.
const (
	blackOnWhite = "\x1b[38;5;16;48;5;231m"
	plainColours = "\x1b[0m"
)

// terminalQR draws text as a QR code for a terminal, each line with its own
// colours so that scrolling does not smear them.
func terminalQR(text string) (string, error) {
	code, err := qr.Encode(text, qr.L) // the least dense level: the smallest picture
	if err != nil {
		return "", fmt.Errorf("make a QR code of %d bytes: %w", len(text), err)
	}
	var b strings.Builder
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		b.WriteString(blackOnWhite)
		for x := -quietZone; x < code.Size+quietZone; x++ {
			b.WriteString(halfBlock(code.Black(x, y), code.Black(x, y+1)))
		}
		b.WriteString(plainColours + "\n")
	}
	return b.String(), nil
}

// halfBlock is one character cell: the modules of its upper and lower half.
func halfBlock(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}

// pngQR is text as a QR code picture with its quiet zone.
func pngQR(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("make a QR code of %d bytes: %w", len(text), err)
	}
	return code.PNG(), nil
}
