package node_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hotreply/runtime"
	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/node"
	"hotreply/runtime/web"
)

// server answers what the scripts below ask.
func server(t *testing.T) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/echo":
			body, _ := io.ReadAll(r.Body)
			w.Header().Add("Set-Cookie", "a=1")
			w.Header().Add("Set-Cookie", "b=2")
			w.Header().Add("X-Twice", "1")
			w.Header().Add("X-Twice", "2")
			w.WriteHeader(http.StatusCreated)
			fmt.Fprintf(w, "%s %s %s %s", r.Method, r.URL.RawQuery, r.Header.Get("X-A"), body)
		case "/moved":
			http.Redirect(w, r, "/echo", http.StatusFound)
		case "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			fmt.Fprint(z, strings.Repeat("packed ", 1000))
			_ = z.Close()
		case "/slow":
			select {
			case <-time.After(5 * time.Second):
			case <-r.Context().Done():
			}
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// TestHTTPClient: requests of http go through fetch, with all that packages
// look at.
func TestHTTPClient(t *testing.T) {
	client, err := web.NewClient(web.Options{Private: web.Private{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	o := options(t, node.Options{})
	o.Modules = append(node.Modules(node.Options{}), web.Module(client))
	o.Limits = runtime.Limits{}
	text := fmt.Sprintf("const BASE = %q;\n", server(t).URL) + `import http from "http"; import zlib from "zlib"; import { pipeline } from "stream/promises"; import { text } from "stream/consumers";
import assert from "assert";
const ask = (url, options = {}, body) => new Promise((resolve, reject) => {
  const r = http.request(url, options, resolve).on("error", reject);
  if (body !== undefined) { r.write(body.slice(0, 2)); r.end(body.slice(2)); } else r.end();
});
globalThis.run = async () => {
  const a = await ask(BASE + "/echo?q=1", { method: "POST", headers: { "X-A": "b" } }, "写body");
  assert.deepStrictEqual([a.statusCode, a.statusMessage, a.headers["set-cookie"], a.headers["x-twice"], a.httpVersion, await text(a), a.complete], [201, "Created", ["a=1", "b=2"], "1, 2", "1.1", "POST q=1 b 写body", true]);
  const m = await ask(new URL(BASE + "/moved"));
  m.resume();
  assert.deepStrictEqual([m.statusCode, m.headers.location], [302, "/echo"]);
  const g = await ask(BASE + "/gzip", { headers: { "Accept-Encoding": "gzip" } });
  assert.strictEqual(g.headers["content-encoding"], "gzip");
  assert.strictEqual((await text(g.pipe(zlib.createGunzip()))).length, 7000);
  const events = [];
  const late = http.get(BASE + "/slow", { timeout: 20 });
  for (const name of ["socket", "timeout", "error", "close"]) late.on(name, () => events.push(name));
  await new Promise(resolve => late.on("timeout", () => { late.destroy(); late.on("close", resolve); }));
  assert.deepStrictEqual(events, ["socket", "timeout", "error", "close"]);
  const stop = new AbortController();
  const aborted = ask(BASE + "/slow", { signal: stop.signal });
  stop.abort();
  assert.strictEqual((await aborted.catch(e => e)).name, "AbortError");
  assert.strictEqual((await ask("http://127.0.0.1:1/").catch(e => e)).code, "ECONNREFUSED");
  const got = await new Promise(resolve => http.get({ hostname: "127.0.0.1", port: new URL(BASE).port, path: "/echo" }, r => resolve(r)));
  assert.strictEqual(await text(got), "GET   ");
  return "ok";
};`
	v, err := jstest.Value(jstest.Script(t, o, "http.js", text), "run()")
	if err != nil || v != "ok" {
		t.Errorf("%v, %v", v, err)
	}
}

// TestBombsAreRefused: what unpacks to more than one read may bring is an error
// that names the limit, whichever way it is unpacked.
func TestBombsAreRefused(t *testing.T) {
	h := startIn(t, 160<<20, t.TempDir(), map[string]string{"a.js": `
import zlib from "zlib"; import { promisify } from "util";
const packs = { gunzip: zlib.gzipSync, inflate: zlib.deflateSync, inflateRaw: zlib.deflateRawSync, brotliDecompress: zlib.brotliCompressSync, unzip: zlib.gzipSync };
for (const [name, pack] of Object.entries(packs)) {
  on(name, async () => {
    const bomb = pack(Buffer.alloc(41 << 20), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
    if (zlib[name + "Sync"](pack(Buffer.alloc(1 << 20), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })).length !== 1 << 20) throw new Error("a megabyte does not unpack");
    for (const unpack of [async b => zlib[name + "Sync"](b), promisify(zlib[name])]) {
      const e = await unpack(bomb).catch(e => e);
      if (e.code !== "ERR_BUFFER_TOO_LARGE" || e.name !== "RangeError" || !e.hint.includes("memory_limit") || !e.message.includes("41943040")) throw e;
    }
  });
}`}, runtime.Options{})
	for _, name := range []string{"gunzip", "inflate", "inflateRaw", "brotliDecompress", "unzip"} {
		if err := h.call(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
