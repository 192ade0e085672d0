package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// The far end is a process of its own, so that neither its work nor its memory
// is taken for the client's: a CDN that counts what it gets and serves zeroes
// encrypted beforehand, and beside it the simulator with all its checks.

// sinkKey is the key of what the sink serves.
var sinkKey = [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

// serveSink serves until its standard input ends, with the first line of its
// output saying where.
func serveSink(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := sim.New(sim.Options{})
	defer server.Close()
	if err := server.Configure(func(s *sim.Settings) { s.Uploads = "check" }); err != nil {
		return err
	}
	bot := server.NewBot("owner@im.wechat")
	if _, err := server.Say(sim.SayRequest{User: benchUser, Text: "hi"}); err != nil {
		return err
	}
	zeroes, err := sealZeroes()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/count/ilink/bot/getuploadurl", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"ret":0,"upload_full_url":"http://%s/count/upload"}`, r.Host)
	})
	mux.HandleFunc("/count/upload", countUpload)
	mux.Handle("/count/download", zeroes)
	mux.Handle("/", server)
	web := &http.Server{Handler: mux}
	go func() { // ends with its parent
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	stop := context.AfterFunc(ctx, func() { _ = web.Close() })
	defer stop()
	fmt.Println(l.Addr(), bot.BotToken)
	if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func countUpload(w http.ResponseWriter, r *http.Request) {
	n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, 256<<10))
	if err != nil || n != r.ContentLength {
		http.Error(w, "short", http.StatusBadRequest)
		return
	}
	w.Header().Set("x-encrypted-param", "counted")
}

func (s *sealedZeroes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	z, err := s.number(r.URL.Query().Get("encrypted_query_param"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Length", strconv.FormatInt(z.size(), 10))
	_, _ = io.CopyBuffer(struct{ io.Writer }{w}, z, make([]byte, 256<<10)) // a client that left ends it
}

// far is a running sink.
type far struct {
	addr  string
	token ilink.Secret
	stop  func()
}

func startSink(ctx context.Context) (*far, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "sink")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, token, ok := strings.Cut(strings.TrimSpace(line), " ")
	if err != nil || !ok {
		return nil, fmt.Errorf("the far end said %q: %w", line, err)
	}
	return &far{addr: addr, token: ilink.Secret(token), stop: func() {
		_ = in.Close()
		_ = cmd.Wait()
	}}, nil
}
