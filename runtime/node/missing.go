package node

import "strings"

// missing says what to use instead of a name that hotreply lacks, globals and
// imports in one table.
var missing = map[string]string{
	"WebSocket":            "hotreply has no WebSocket: use fetch, whose response.body can be read while the server still writes it (server-sent events), or poll with bot.every",
	"EventSource":          "hotreply has no EventSource: read response.body of a fetch line by line",
	"XMLHttpRequest":       "hotreply has no XMLHttpRequest: use fetch",
	"Worker":               "hotreply has no workers: every script has its own thread already; put long work into a script of its own",
	"SharedArrayBuffer":    "hotreply has no shared memory: use store.shared to pass values between scripts",
	"Atomics":              "hotreply has no shared memory: use store.incr for counters",
	"WeakRef":              "hotreply has no WeakRef: use a WeakMap, or keep the value in store with a ttl",
	"FinalizationRegistry": "hotreply has no FinalizationRegistry: clean up in bot.onDispose",
	"Temporal":             "hotreply has no Temporal yet: use Date and Intl, or the npm package @js-temporal/polyfill or dayjs",
	"localStorage":         "hotreply has no localStorage: use store",
	"sessionStorage":       "hotreply has no sessionStorage: use store",
	"indexedDB":            "hotreply has no indexedDB: use store, or fs/promises",
	"document":             "hotreply is no browser: parse HTML with the npm package cheerio",
	"window":               "hotreply is no browser: use globalThis",
	"location":             "hotreply is no browser",
	"DOMParser":            "hotreply has no DOMParser: parse HTML with the npm package cheerio, XML with fast-xml-parser",
	"alert":                "hotreply has no alert: use msg.reply or console.log",
	"prompt":               "hotreply has no prompt: use await msg.ask(…)",
	"importScripts":        "use import",
	"WebAssembly":          "hotreply has no WebAssembly: use a package in plain JavaScript",
	"MessageChannel":       "hotreply has no MessageChannel: use EventTarget, or store.shared between scripts",
	"BroadcastChannel":     "hotreply has no BroadcastChannel: use store.shared",
	"require":              "write the name as a plain string: import x from \"name\"",

	"child_process":  "hotreply starts no other programs: call a service with fetch",
	"cluster":        "hotreply is one process: every script has its own thread already",
	"worker_threads": "hotreply has no workers: every script has its own thread already; put long work into a script of its own",
	"http":           "rules answer no requests: to be called from outside, use POST /api/send of the console; to ask a server, use fetch",
	"http2":          "hotreply has no http2: use fetch, which speaks it where the server does",
	"net":            "hotreply has no sockets: use fetch; a database needs a service over HTTP in front of it, or keep the data in store",
	"tls":            "hotreply has no sockets: use fetch; a database needs a service over HTTP in front of it, or keep the data in store",
	"dgram":          "hotreply has no sockets: use fetch",
	"dns":            "fetch resolves names itself; to ask for records, fetch https://dns.google/resolve?name=…",
	"domain":         "use try and catch around await",
	"zlib":           "gzip, deflate and brotli are there: ask the server for one of these",
	"readline":       "hotreply has no terminal for rules: use await msg.ask(…)",
	"repl":           "hotreply has no terminal for rules: use await msg.ask(…)",
	"tty":            "hotreply has no terminal for rules",
	"vm":             "hotreply has no vm: put the code into a script",
	"v8":             "hotreply does not run on v8: structuredClone copies values, JSON.stringify writes them",
	"wasi":           "hotreply has no WebAssembly: use a package in plain JavaScript",
	"inspector":      "hotreply has no inspector: console.log and hotreply trace show what a rule does",
	"module":         "write the name as a plain string: import x from \"name\"",
	"async_hooks":    "AsyncLocalStorage and AsyncResource are there; nothing is told to hooks",
	"sqlite":         "hotreply has no sqlite: use store",
	"sea":            "put the file beside the rule and import it",
	"test":           "hotreply has its own: write name.test.js and run hotreply test",
	"node-fetch":     "fetch is a global: no package is needed",
	"ws":             "hotreply has no WebSocket: use fetch with a streaming body, or poll with bot.every",
	"axios":          "fetch is a global; to use axios, run npm install axios in the scripts folder",
}

// MissingHint says what to use instead of a global or an import that hotreply
// lacks; empty if it knows nothing.
func MissingHint(name string) string { return missing[strings.TrimPrefix(name, "node:")] }
