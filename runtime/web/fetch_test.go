package web_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/web"
)

// server is what the fetch tests talk to.
func server(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Method", r.Method)
		w.Header().Set("X-Type", r.Header.Get("Content-Type"))
		w.Header().Set("X-Agent", r.Header.Get("User-Agent"))
		w.Header().Set("X-Auth", r.Header.Get("Authorization"))
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		_, _ = w.Write(body)
	})
	mux.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, "压缩")
		z.Close()
	})
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	})
	mux.HandleFunc("/keep", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/echo", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/teapot", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })
	mux.HandleFunc("/form", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		f, head, err := r.FormFile("pic")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		data, _ := io.ReadAll(f)
		fmt.Fprintf(w, "%s %s %s %s", r.FormValue("名"), head.Filename, head.Header.Get("Content-Type"), data)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func hostOf(s *httptest.Server) string { return strings.TrimPrefix(s.URL, "http://") }

// run runs code, in which BASE is the server's URL, and fails if it throws.
func run(t *testing.T, o web.Options, base, code string) {
	t.Helper()
	s := jstest.Script(t, options(t, o), "test.js", jstest.Helpers+"globalThis.BASE = "+fmt.Sprintf("%q", base)+";\nglobalThis.main = async () => {"+code+"\n};")
	if err := jstest.Call(s, "main()"); err != nil {
		t.Error(err)
	}
}

func TestFetch(t *testing.T) {
	s := server(t)
	o := web.Options{Private: web.Private{Hosts: []string{hostOf(s)}}, UserAgent: "agent/1"}
	for name, code := range map[string]string{
		"get": `const r = await fetch(BASE + "/echo");
			equal([r.status, r.ok, r.statusText, r.url, r.redirected, r.type], [200, true, "OK", BASE + "/echo", false, "basic"]);
			equal([r.headers.get("x-method"), r.headers.get("x-agent"), r.headers.getSetCookie()], ["GET", "agent/1", ["a=1", "b=2"]]);`,
		"post text": `const r = await fetch(BASE + "/echo", { method: "post", body: "你好", headers: { authorization: "Bearer x" } });
			equal([await r.text(), r.headers.get("x-type"), r.headers.get("x-auth")], ["你好", "text/plain;charset=UTF-8", "Bearer x"]);`,
		"post params": `const r = await fetch(BASE + "/echo", { method: "POST", body: new URLSearchParams({ q: "天 气" }) });
			equal([await r.text(), r.headers.get("x-type")], ["q=%E5%A4%A9+%E6%B0%94", "application/x-www-form-urlencoded;charset=UTF-8"]);`,
		"post bytes": `const r = await fetch(BASE + "/echo", { method: "POST", body: new Uint8Array([1, 2, 3]).subarray(1) });
			equal([...await r.bytes()], [2, 3]);`,
		"post stream": `async function* parts() { yield new TextEncoder().encode("a"); yield new TextEncoder().encode("b"); }
			equal(await (await fetch(BASE + "/echo", { method: "POST", body: ReadableStream.from(parts()) })).text(), "ab");`,
		"form": `const f = new FormData(); f.append("名", "值"); f.append("pic", new Blob(["PNG"], { type: "image/png" }), "图.png");
			equal(await (await fetch(BASE + "/form", { method: "POST", body: f })).text(), "值 图.png image/png PNG");`,
		"gzip":         `equal(await (await fetch(BASE + "/gzip")).text(), "压缩");`,
		"request":      `equal((await fetch(new Request(BASE + "/echo", { method: "DELETE" }))).headers.get("x-method"), "DELETE");`,
		"url":          `equal((await fetch(new URL("/teapot", BASE))).status, 418);`,
		"no body":      `const r = await fetch(BASE + "/status"); equal([r.status, r.body, await r.text()], [204, null, ""]);`,
		"head":         `const r = await fetch(BASE + "/echo", { method: "HEAD" }); equal([r.body, await r.text()], [null, ""]);`,
		"redirect":     `const r = await fetch(BASE + "/redirect?to=/echo"); equal([r.redirected, r.url, r.headers.get("x-method")], [true, BASE + "/echo", "GET"]);`,
		"redirect 307": `const r = await fetch(BASE + "/keep", { method: "POST", body: "again" }); equal(await r.text(), "again");`,
		"manual":       `const r = await fetch(BASE + "/redirect?to=/echo", { redirect: "manual" }); equal([r.status, r.headers.get("location")], [302, "/echo"]);`,
		"error": `try { await fetch(BASE + "/redirect?to=/echo", { redirect: "error" }); assert(false); } catch (e) {
			assert(e instanceof TypeError && /redirect is "error"/.test(e.message), e.message); }`,
		"loop":           `try { await fetch(BASE + "/loop"); assert(false); } catch (e) { assert(/more than 20 redirects/.test(e.message), e.message); }`,
		"aborted before": `try { await fetch(BASE, { signal: AbortSignal.abort() }); assert(false); } catch (e) { equal(e.name, "AbortError"); }`,
		"data":           `equal(await (await fetch("data:text/plain;base64,aGk=")).text(), "hi");`,
		"file":           `try { await fetch("file:///etc/passwd"); assert(false); } catch (e) { assert(/fetch speaks http and https/.test(e.message), e.message); equal(e.code, "FETCH_REFUSED"); }`,
		"nothing":        `try { await fetch(); assert(false); } catch (e) { assert(/the URL is missing/.test(e.message), e.message); }`,
		"relative":       `try { await fetch("/x"); assert(false); } catch (e) { assert(/is not a URL/.test(e.message), e.message); }`,
	} {
		t.Run(name, func(t *testing.T) { run(t, o, s.URL, code) })
	}
}

// TestStream reads server-sent events while the server still writes them, and
// stops in the middle.
func TestStream(t *testing.T) {
	gone := make(chan struct{})
	next := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/go" {
			next <- struct{}{}
			return
		}
		for i := 0; ; i++ {
			fmt.Fprintf(w, "data: 第%d条\n\n", i)
			w.(http.Flusher).Flush()
			select {
			case <-next: // the client has seen this one
			case <-r.Context().Done():
				close(gone)
				return
			}
		}
	}))
	defer s.Close()
	run(t, web.Options{Private: web.Private{All: true}}, s.URL, `
		const lines = [];
		let text = "";
		const decoder = new TextDecoder();
		const r = await fetch(BASE + "/events");
		for await (const chunk of r.body) {
			text += decoder.decode(chunk, { stream: true });
			for (let i; (i = text.indexOf("\n\n")) >= 0; text = text.slice(i + 2)) lines.push(text.slice(0, i));
			if (lines.length === 3) break;
			await fetch(BASE + "/go");
		}
		equal(lines, ["data: 第0条", "data: 第1条", "data: 第2条"]);`)
	select {
	case <-gone:
	case <-time.After(jstest.Patience):
		t.Error("leaving the loop did not end the request")
	}
}

func TestAbort(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			fmt.Fprint(w, "begin")
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}))
	defer s.Close()
	o := web.Options{Private: web.Private{All: true}}
	run(t, o, s.URL, `
		const c = new AbortController();
		setTimeout(() => c.abort(), 20);
		try { await fetch(BASE, { signal: c.signal }); assert(false); } catch (e) { equal(e.name, "AbortError"); }
		try { await fetch(BASE, { signal: AbortSignal.timeout(20) }); assert(false); } catch (e) { equal(e.name, "TimeoutError"); }
		const d = new AbortController();
		const r = await fetch(BASE + "/body", { signal: d.signal });
		const reader = r.body.getReader();
		equal(new TextDecoder().decode((await reader.read()).value), "begin");
		setTimeout(() => d.abort(new Error("enough")), 20);
		try { await reader.read(); assert(false); } catch (e) { equal(e.message, "enough"); }`)

	o.Timeout = 50 * time.Millisecond
	run(t, o, s.URL, `
		for (const path of ["/", "/body"]) {
			try { await (await fetch(BASE + path)).text(); assert(false, path); } catch (e) {
				assert(/was silent for 50ms/.test(e.message), e.message);
			}
		}`)
}

// roundTripper lets a test answer requests.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTransportStandsInForTheNetwork(t *testing.T) {
	o := web.Options{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Status: "200 OK", Header: http.Header{},
			Body: io.NopCloser(strings.NewReader("stub for " + r.URL.Host))}, nil
	})}
	run(t, o, "", `equal(await (await fetch("http://10.0.0.1/")).text(), "stub for 10.0.0.1");`)
}
