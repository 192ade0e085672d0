// querystring.
(function (own) {
  "use strict";

  function unescapeBytes(text) {
    return own.Buffer.from(`${text}`.replace(/%([0-9a-f]{2})|[\u0080-\uffff]+/gi, (all, hex) => (hex ? String.fromCharCode(parseInt(hex, 16)) : own.Buffer.from(all).toString("latin1"))), "latin1");
  }
  const _querystring = {
    escape(v) {
      const text = typeof v === "string" ? v : typeof v === "object" && v !== null ? String(v) : `${v}`;
      try {
        return encodeURIComponent(text);
      } catch {
        throw own._coded(URIError, "ERR_INVALID_URI", "URI malformed");
      }
    },
    unescapeBuffer: unescapeBytes,
    unescape(text) {
      try { return decodeURIComponent(text); } catch { return unescapeBytes(text).toString(); }
    },
    parse(text, separator = "&", equals = "=", o = {}) {
      const out = Object.create(null);
      if (typeof text !== "string" || text === "") return out;
      const most = o?.maxKeys ?? 1000, decode = o?.decodeURIComponent ?? _querystring.unescape;
      const read = part => {
        const spaced = part.replace(/\+/g, " ");
        if (!spaced.includes("%") && decode === _querystring.unescape) return spaced;
        try { return decode(spaced); } catch { return _querystring.unescape(spaced); }
      };
      let parts = text.split(separator || "&").filter(p => p !== "");
      if (most > 0) parts = parts.slice(0, most);
      for (const part of parts) {
        const at = part.indexOf(equals || "=");
        const key = read(at < 0 ? part : part.slice(0, at)), value = at < 0 ? "" : read(part.slice(at + (equals || "=").length));
        if (!(key in out)) out[key] = value;
        else if (Array.isArray(out[key])) out[key].push(value);
        else out[key] = [out[key], value];
      }
      return out;
    },
    stringify(o, separator = "&", equals = "=", options) {
      if (typeof o !== "object" || o === null) return "";
      const encode = options?.encodeURIComponent ?? _querystring.escape;
      const text = v => (typeof v === "string" ? v : typeof v === "bigint" || typeof v === "boolean" || typeof v === "number" && Number.isFinite(v) ? `${v}` : "");
      return Object.keys(o).flatMap(key => [].concat(o[key]).map(v => `${encode(key)}${equals || "="}${encode(text(v))}`)).join(separator || "&");
    },
  };
  _querystring.decode = _querystring.parse;
  _querystring.encode = _querystring.stringify;
  return { _querystring };
})
