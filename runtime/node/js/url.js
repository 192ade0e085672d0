// url: the names of the web, and the older parser.
(function (own, go) {
  "use strict";
  const core = own._urlCore;

  const string = (v, what) => {
    if (typeof v !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "${what}" argument must be of type string. Received ${v === null ? "null" : typeof v === "undefined" ? "undefined" : `type ${typeof v}`}`);
    return v;
  };
  function fileURLToPath(u) {
    const { protocol, pathname, hostname } = u instanceof URL ? u : new URL(u);
    if (protocol !== "file:") throw own._coded(TypeError, "ERR_INVALID_URL_SCHEME", "The URL must be of scheme file");
    if (/%2f/i.test(pathname)) throw own._coded(TypeError, "ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters");
    if (hostname) throw own._coded(TypeError, "ERR_INVALID_FILE_URL_HOST", `File URL host must be "localhost" or empty on ${go.platform}`);
    return decodeURIComponent(pathname);
  }
  const escapes = { "%": "%25", "\\": "%5C", "\n": "%0A", "\r": "%0D", "\t": "%09", "?": "%3F", "#": "%23" };

  const _url = {
    Url: core.Url, resolve: core.resolve, resolveObject: core.resolveObject,
    get URL() { return globalThis.URL; },
    get URLSearchParams() { return globalThis.URLSearchParams; },
    fileURLToPath,
    fileURLToPathBuffer: u => own.Buffer.from(fileURLToPath(u)),
    pathToFileURL(p) {
      const whole = own._path.resolve(string(p, "path")) + (/\/$/.test(p) && p !== "/" ? "/" : "");
      return new URL(`file://${encodeURI(whole.replace(/[%\\\n\r\t]/g, c => escapes[c])).replace(/%25(25|5C|0A|0D|09)/g, "%$1").replace(/[?#]/g, c => escapes[c])}`);
    },
    parse: (text, query, slashes) => core.parse(text instanceof URL ? text.href : string(text, "url"), query, slashes),
    format(u, o) {
      if (!(u instanceof URL)) {
        if (typeof u !== "string" && (typeof u !== "object" || u === null)) string(u, "urlObject");
        return core.format(u);
      }
      const copy = new URL(u);
      if (o?.fragment === false) copy.hash = "";
      if (o?.search === false) copy.search = "";
      if (o?.auth === false) copy.username = copy.password = "";
      return o?.unicode && copy.hostname ? copy.href.replace(copy.hostname, own._punycode.toUnicode(copy.hostname)) : copy.href;
    },
    urlToHttpOptions(u) {
      const o = { protocol: u.protocol, hostname: u.hostname.replace(/^\[|\]$/g, ""), hash: u.hash, search: u.search, pathname: u.pathname, path: u.pathname + u.search, href: u.href };
      if (u.port !== "") o.port = Number(u.port);
      if (u.username || u.password) o.auth = `${decodeURIComponent(u.username)}:${decodeURIComponent(u.password)}`;
      return o;
    },
    domainToASCII: name => { try { return new URL(`http://${name}`).hostname; } catch { return ""; } },
    domainToUnicode: name => { try { return own._punycode.toUnicode(new URL(`http://${name}`).hostname); } catch { return ""; } },
  };
  return { _url };
})
