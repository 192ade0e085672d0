package main

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"hotreply/ilink"
)

// counter is a CDN without a network: it counts what it gets and serves zeroes
// encrypted beforehand. What a transfer through it takes is the client's own
// work; sockets, and whoever is at their other end, are measured beside it.
type counter struct{ zeroes *sealedZeroes }

// httpBlock is how much net/http takes from a request's body at a time.
const httpBlock = 32 << 10

// RoundTrip answers as a CDN does.
func (c counter) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := func(length int64, body io.Reader) *http.Response {
		return &http.Response{
			Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"X-Encrypted-Param": {"counted"}}, ContentLength: length, Body: io.NopCloser(body), Request: r,
		}
	}
	switch r.URL.Path {
	case "/count/ilink/bot/getuploadurl":
		text := fmt.Sprintf(`{"ret":0,"upload_full_url":"http://%s/count/upload"}`, r.URL.Host)
		return answer(int64(len(text)), strings.NewReader(text)), nil
	case "/count/upload":
		defer r.Body.Close()
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, httpBlock))
		if err == nil && n != r.ContentLength {
			err = fmt.Errorf("got %d bytes of %d", n, r.ContentLength)
		}
		return answer(0, http.NoBody), err
	case "/count/download":
		z, err := c.zeroes.number(r.URL.Query().Get("encrypted_query_param"))
		if err != nil {
			return nil, err
		}
		return answer(z.size(), z), nil
	}
	return nil, fmt.Errorf("nobody serves %s", r.URL.Path)
}

// sealedZeroes is the ciphertext of zero bytes: a piece to be had over and
// over, and the block of padding that ends it.
type sealedZeroes struct{ piece, padding []byte }

func sealZeroes() (*sealedZeroes, error) {
	const piece = 256 << 10
	sealed, err := io.ReadAll(ilink.NewSealer(strings.NewReader(strings.Repeat("\x00", piece)), sinkKey))
	if err != nil {
		return nil, err
	}
	return &sealedZeroes{sealed[:piece], sealed[piece:]}, nil
}

// number is the ciphertext of so many zeroes, a multiple of 16 as a decimal.
func (s *sealedZeroes) number(text string) (*zeroes, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n%16 != 0 {
		return nil, fmt.Errorf("%q zeroes", text)
	}
	return &zeroes{sealedZeroes: *s, left: n, total: n}, nil
}

// zeroes is one such ciphertext being read.
type zeroes struct {
	sealedZeroes
	left, total int64 // plaintext bytes
}

func (z *zeroes) size() int64 { return ilink.SealedSize(z.total) }

func (z *zeroes) Read(p []byte) (int, error) {
	switch {
	case z.left > 0:
		// Every 16 bytes of the piece are alike, but a read may begin inside them.
		from := int((z.total - z.left) % int64(len(z.piece)))
		n := copy(p[:min(int64(len(p)), z.left)], z.piece[from:])
		z.left -= int64(n)
		return n, nil
	case len(z.padding) > 0:
		n := copy(p, z.padding)
		z.padding = z.padding[n:]
		return n, nil
	}
	return 0, io.EOF
}
