package npm

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// feed is the RSS of the probes.
const feed = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>科技 &amp; 新闻</title>
<item><title>第一条</title><link>http://e.com/1</link><pubDate>Mon, 30 Nov 2026 08:00:00 +0800</pubDate><description><![CDATA[<p>正文 <b>x</b></p>]]></description></item>
<item><title>第二条</title><link>http://e.com/2</link></item>
</channel></rss>`

// stub is the server that probes talk to: a few plain paths, and as much of
// some services as their clients need.
func stub(t *testing.T) string {
	mux := http.NewServeMux()
	mux.HandleFunc("/json", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"ok": true, "url": r.URL.RequestURI()})
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what did not arrive is missing from the answer
		answer(w, struct {
			Method string `json:"method"`
			Type   string `json:"ct"`
			Body   string `json:"body"`
		}{r.Method, strings.Split(r.Header.Get("Content-Type"), ";")[0], string(body)})
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, r *http.Request) {
		all := map[string]string{}
		for name := range r.Header {
			all[strings.ToLower(name)] = r.Header.Get(name)
		}
		answer(w, all)
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(3 * time.Second):
		}
	})
	mux.HandleFunc("/bin", func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte{0, 0xff, 0x80, 1}) })
	mux.HandleFunc("/rss", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
		_, _ = io.WriteString(w, feed)
	})
	mux.HandleFunc("/packed", packed)
	mux.Handle("/moved", http.RedirectHandler("/json?q=1", http.StatusFound))
	mux.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	mux.HandleFunc("/v1/chat/completions", chat)
	mux.HandleFunc("/v1/models", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"object": "list", "data": []any{map[string]any{"id": "m1", "object": "model"}}})
	})
	mux.HandleFunc("/v1/messages", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "end_turn",
			"content": []any{map[string]any{"type": "text", "text": "你好 claude"}}, "usage": map[string]any{"input_tokens": 1, "output_tokens": 1}})
	})
	mux.HandleFunc("/v1beta/models/gemini:generateContent", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"candidates": []any{map[string]any{"index": 0, "finishReason": "STOP",
			"content": map[string]any{"role": "model", "parts": []any{map[string]any{"text": "你好 gemini"}}}}}})
	})
	mux.HandleFunc("/bot1:x/getMe", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"ok": true, "result": map[string]any{"id": 1, "is_bot": true, "first_name": "b", "username": "bb"}})
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// packed answers with gzip, whatever the client takes.
func packed(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	_, _ = io.WriteString(z, `{"packed":"天气"}`)
	_ = z.Close() // a client that is gone notices by itself
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // of values above
	}
	_, _ = w.Write(bytes.TrimSpace(body.Bytes())) // a client that is gone notices by itself
}

// chat answers as language models do, whole or in pieces.
func chat(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Model  string `json:"model"`
		Stream bool   `json:"stream"`
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Model == "bad" {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":{"message":"no such model","type":"invalid_request_error","code":"model_not_found"}}`)
		return
	}
	if !q.Stream {
		answer(w, map[string]any{"id": "c1", "object": "chat.completion", "created": 1, "model": q.Model,
			"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": "你好，我是模型"}}},
			"usage":   map[string]any{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}})
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for _, delta := range []string{`{"role":"assistant","content":"你"}`, `{"content":"好"}`, `{"content":"！"}`} {
		fmt.Fprintf(w, `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":%s,"finish_reason":null}]}`+"\n\n", delta)
		w.(http.Flusher).Flush()
	}
	_, _ = io.WriteString(w, `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
}
