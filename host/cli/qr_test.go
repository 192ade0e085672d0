package cli

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"rsc.io/qr"
)

const sampleLink = "https://example.com/q/AbC123?qrcode=5f0c2d9a7b6e41d3a8c90e1f22334455&bot_type=3"

// The picture in the terminal has the modules of the code, a light border on
// all sides, and colours of its own on every line.
func TestTerminalQR(t *testing.T) {
	picture, err := terminalQR(sampleLink)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(sampleLink, qr.L)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(picture, "\n"), "\n")
	side := code.Size + 2*quietZone
	if want := (side + 1) / 2; len(lines) != want {
		t.Fatalf("%d lines, want %d", len(lines), want)
	}
	for i, line := range lines {
		body, ok := strings.CutPrefix(line, blackOnWhite)
		body, reset := strings.CutSuffix(body, plainColours)
		if !ok || !reset {
			t.Fatalf("line %d does not set and reset its colours", i)
		}
		cells := []rune(body)
		if len(cells) != side {
			t.Fatalf("line %d has %d cells, want %d", i, len(cells), side)
		}
		for x, cell := range cells {
			upper := cell == '█' || cell == '▀'
			lower := cell == '█' || cell == '▄'
			cx, cy := x-quietZone, 2*i-quietZone
			if upper != code.Black(cx, cy) || lower != code.Black(cx, cy+1) {
				t.Fatalf("cell %d,%d is %q", x, i, cell)
			}
		}
	}
	if top := strings.TrimSuffix(strings.TrimPrefix(lines[0], blackOnWhite), plainColours); strings.TrimSpace(top) != "" {
		t.Error("there is no light border above the code")
	}
}

func TestPNGQR(t *testing.T) {
	data, err := pngQR(sampleLink)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if w := picture.Bounds().Dx(); w < 200 {
		t.Errorf("the picture is %d pixels wide: too small to scan", w)
	}
}
