// The messages of http: IncomingMessage, and what OutgoingMessage and its
// heirs have in common.
(function (own) {
  "use strict";
  const { Readable, Writable } = own._stream;
  const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

  function validateHeaderName(name) {
    if (typeof name !== "string" || !token.test(name)) throw own._coded(TypeError, "ERR_INVALID_HTTP_TOKEN", `Header name must be a valid HTTP token [${JSON.stringify(name)}]`);
  }
  function validateHeaderValue(name, value) {
    if (value === undefined) throw own._coded(TypeError, "ERR_HTTP_INVALID_HEADER_VALUE", `Invalid value "undefined" for header ${JSON.stringify(name)}`);
    // eslint-disable-next-line no-control-regex
    if (/[^\t\x20-\x7e\x80-\xff]/.test(`${value}`)) throw own._coded(TypeError, "ERR_INVALID_CHAR", `Invalid character in header content [${JSON.stringify(name)}]`);
  }

  // single are the headers of which the first counts; others are joined.
  const single = new Set(["age", "authorization", "content-length", "content-type", "etag", "expires", "from", "host", "if-modified-since", "if-unmodified-since", "last-modified", "location", "max-forwards", "proxy-authorization", "referer", "retry-after", "server", "user-agent"]);

  class IncomingMessage extends Readable {
    constructor(socket) {
      super({ autoDestroy: true });
      Object.assign(this, { socket, connection: socket, httpVersion: "1.1", httpVersionMajor: 1, httpVersionMinor: 1, headers: {}, rawHeaders: [], trailers: {}, rawTrailers: [],
        statusCode: null, statusMessage: null, method: null, url: "", complete: false, aborted: false, upgrade: null, joinDuplicateHeaders: false });
    }
    get headersDistinct() {
      const out = {};
      for (let i = 0; i < this.rawHeaders.length; i += 2) (out[this.rawHeaders[i].toLowerCase()] ??= []).push(this.rawHeaders[i + 1]);
      return out;
    }
    get trailersDistinct() { return {}; }
    setTimeout(ms, f) {
      this.req?.setTimeout(ms, f);
      return this;
    }
    _addHeaderLine(name, value, to) {
      name = name.toLowerCase();
      if (name === "set-cookie") (to[name] ??= []).push(value);
      else if (to[name] === undefined) to[name] = value;
      else if (!single.has(name)) to[name] += (name === "cookie" ? "; " : ", ") + value;
    }
    _read() {}
  }

  // A class in whose prototype others look for these names; http's own are made
  // like this, so that packages may inherit from them with call().
  class OutgoingMessage extends Writable {
    constructor(options) {
      super({ decodeStrings: true, autoDestroy: false, emitClose: true, ...options });
      Object.assign(this, { _headers: new Map(), headersSent: false, sendDate: false, chunkedEncoding: false, shouldKeepAlive: true, useChunkedEncodingByDefault: true, finished: false, socket: null, connection: null });
    }
    #open(what) {
      if (this.headersSent) throw own._coded(Error, "ERR_HTTP_HEADERS_SENT", `Cannot ${what} headers after they are sent to the client`);
    }
    setHeader(name, value) {
      this.#open("set");
      validateHeaderName(name);
      for (const v of [].concat(value)) validateHeaderValue(name, v);
      this._headers.set(name.toLowerCase(), [name, value]);
      return this;
    }
    setHeaders(headers) {
      for (const [name, value] of headers) this.setHeader(name, value);
      return this;
    }
    appendHeader(name, value) {
      const there = this.getHeader(name);
      return this.setHeader(name, there === undefined ? value : [].concat(there, value));
    }
    getHeader(name) { return this._headers.get(`${name}`.toLowerCase())?.[1]; }
    getHeaders() { return Object.assign(Object.create(null), Object.fromEntries([...this._headers].map(([key, [, value]]) => [key, value]))); }
    getHeaderNames() { return [...this._headers.keys()]; }
    getRawHeaderNames() { return [...this._headers.values()].map(([name]) => name); }
    hasHeader(name) { return this._headers.has(`${name}`.toLowerCase()); }
    removeHeader(name) {
      this.#open("remove");
      this._headers.delete(`${name}`.toLowerCase());
    }
    flushHeaders() {}
    addTrailers() {}
    setTimeout() { return this; }
    _write(chunk, enc, done) { done(own._unavailable("http", "OutgoingMessage.write")); }
  }

  class ServerResponse extends OutgoingMessage {
    constructor(req) {
      super();
      Object.assign(this, { req, statusCode: 200, statusMessage: undefined });
    }
    writeHead(status, reason, headers) {
      this.statusCode = status;
      if (typeof reason === "string") this.statusMessage = reason;
      else headers = reason;
      for (const [name, value] of Object.entries(headers ?? {})) this.setHeader(name, value);
      return this;
    }
    writeContinue() {}
    writeProcessing() {}
    assignSocket() {}
    detachSocket() {}
  }

  return { _messages: { IncomingMessage, OutgoingMessage, ServerResponse, validateHeaderName, validateHeaderValue } };
})
