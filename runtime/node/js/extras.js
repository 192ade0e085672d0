// The small modules: url, querystring, timers, os.
(function (own, go) {
  "use strict";

  const _url = {
    get URL() { return globalThis.URL; },
    get URLSearchParams() { return globalThis.URLSearchParams; },
    fileURLToPath(u) {
      const { protocol, pathname } = new URL(u);
      if (protocol !== "file:") throw own._coded(TypeError, "ERR_INVALID_URL_SCHEME", `url.fileURLToPath: ${protocol} is not file:`);
      return decodeURIComponent(pathname);
    },
    pathToFileURL: p => new URL(`file://${encodeURI(p)}`),
    // parse is the old way: parts of a URL, null where there are none.
    parse(text, query) {
      let u = null;
      try { u = new URL(text); } catch { /* relative */ }
      const r = u ?? new URL(text, "http://relative");
      const q = r.search ? r.search.slice(1) : null;
      return {
        protocol: u?.protocol ?? null, slashes: u ? true : null, auth: u?.username ? u.username + (u.password ? `:${u.password}` : "") : null,
        host: u?.host ?? null, port: u?.port || null, hostname: u?.hostname ?? null, hash: r.hash || null, search: r.search || null,
        query: query ? _querystring.parse(q ?? "") : q, pathname: r.pathname, path: r.pathname + r.search, href: u?.href ?? text,
      };
    },
    format: u => (typeof u === "string" ? u : u instanceof URL ? u.href
      : `${u.protocol ?? ""}${u.host ?? u.hostname ? "//" : ""}${u.host ?? u.hostname ?? ""}${u.pathname ?? ""}${u.search ?? ""}${u.hash ?? ""}`),
    resolve: (from, to) => new URL(to, from).href,
  };

  const _querystring = {
    escape: encodeURIComponent,
    unescape: decodeURIComponent,
    parse(text) {
      const out = Object.create(null);
      for (const [k, v] of new URLSearchParams(text)) out[k] = k in out ? [].concat(out[k], v) : v;
      return out;
    },
    stringify: (o = {}) => Object.entries(o).flatMap(([k, v]) => [].concat(v).map(x => `${encodeURIComponent(k)}=${encodeURIComponent(x ?? "")}`)).join("&"),
  };
  _querystring.decode = _querystring.parse;
  _querystring.encode = _querystring.stringify;

  const wait = (ms, value, { signal } = {}) => new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(own._aborted(signal));
    const t = setTimeout(() => resolve(value), ms);
    signal?.addEventListener("abort", () => { clearTimeout(t); reject(own._aborted(signal)); }, { once: true });
  });
  const promises = {
    setTimeout: wait,
    setImmediate: value => wait(0, value),
  };
  const _timers = {
    setTimeout, clearTimeout, setInterval, clearInterval, promises,
    setImmediate, clearImmediate,
  };

  const _os = {
    EOL: "\n", platform: () => go.platform, arch: () => go.arch, type: () => "hotreply", release: () => "", hostname: () => "localhost",
    homedir: () => "/", tmpdir: () => "/tmp", endianness: () => "LE", cpus: () => [], totalmem: () => 0, freemem: () => 0, uptime: () => 0,
    networkInterfaces: () => ({}), userInfo: () => ({ username: "", homedir: "/", shell: null, uid: -1, gid: -1 }),
  };

  return { _url, _querystring, _timers, _os, global: globalThis };
})
