// Request and Response.
(function (own, go) {
  "use strict";
  const { Headers } = own;
  const none = Symbol("no body");

  // extract splits a body as given by a caller into bytes or a stream, and the
  // content type that goes with it.
  function extract(body) {
    if (body === undefined || body === null) return {};
    if (body instanceof own.ReadableStream) {
      if (body.locked || own._streamUsed(body)) throw new TypeError("the body's stream was already read");
      return { stream: body };
    }
    if (body instanceof own.URLSearchParams) return { bytes: own._bytesOf(String(body)), type: "application/x-www-form-urlencoded;charset=UTF-8" };
    if (body instanceof own.FormData) return own._encodeForm(body);
    if (body instanceof own.Blob) return { bytes: own._bytesOf(body), type: body.type || undefined };
    if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return { bytes: own._bytesOf(body).slice() };
    if (body[Symbol.asyncIterator]) return { stream: own.ReadableStream.from(body) };
    return { bytes: own._bytesOf(`${body}`), type: "text/plain;charset=UTF-8" };
  }

  class Body {
    #bytes; #stream = null; #used = false; #headers;

    constructor({ bytes, stream }, headers) {
      this.#bytes = bytes;
      this.#stream = stream ?? null;
      this.#headers = headers;
    }

    get body() {
      if (this.#stream === null && this.#bytes !== undefined) {
        const bytes = this.#bytes;
        this.#stream = new own.ReadableStream({
          start(c) {
            if (bytes.length) c.enqueue(bytes.slice());
            c.close();
          },
        });
        this.#bytes = undefined;
        if (this.#used) this.#stream.cancel();
      }
      return this.#stream;
    }
    get bodyUsed() { return this.#used || (this.#stream !== null && own._streamUsed(this.#stream)); }

    async #take() {
      if (this.bodyUsed || this.#stream?.locked) throw new TypeError("the body was already read: keep the result, or clone() before reading");
      if (this.#stream === null) {
        this.#used = this.#bytes !== undefined;
        return this.#bytes ?? new Uint8Array(0);
      }
      const parts = [], reader = this.#stream.getReader(), limit = go.limit();
      let size = 0;
      for (let r = await reader.read(); !r.done; r = await reader.read()) {
        if (!(r.value instanceof Uint8Array)) throw new TypeError("the body's stream gave something that is not a Uint8Array");
        if ((size += r.value.length) > limit) {
          parts.length = 0;
          await reader.cancel().catch(() => {});
          go.tooLarge();
        }
        parts.push(r.value);
      }
      return own._join(parts);
    }

    async bytes() { return (await this.#take()).slice(); }
    async arrayBuffer() { return (await this.#take()).slice().buffer; }
    async text() { return go.decode(await this.#take()); }
    async blob() { return new own.Blob([await this.#take()], { type: this.#headers.get("content-type") ?? "" }); }
    async formData() { return own._decodeForm(await this.#take(), this.#headers.get("content-type") ?? ""); }
    async json() {
      const text = go.decode(await this.#take());
      try {
        return JSON.parse(text);
      } catch (e) {
        const start = text.length > 60 ? `${text.slice(0, 60)}…` : text;
        throw new SyntaxError(`the body is not JSON: it begins with ${JSON.stringify(start)}`, { cause: e });
      }
    }

    // fork gives the parts for a clone and keeps this body readable.
    static fork(b) {
      if (b.bodyUsed || b.#stream?.locked) throw new TypeError("clone: the body was already read");
      if (b.#stream === null) return { bytes: b.#bytes };
      const [mine, theirs] = b.#stream.tee();
      b.#stream = mine;
      return { stream: theirs };
    }
    static move(b) {
      if (b.bodyUsed || b.#stream?.locked) throw new TypeError("Request: the body was already read");
      const parts = b.#stream ? { stream: b.#stream } : { bytes: b.#bytes };
      b.#used = b.#bytes !== undefined || b.#stream !== null;
      return parts;
    }
    static take(b) { return b.#stream === null && b.#bytes === undefined ? null : b.#take(); }
  }
  const { fork, move, take } = Body;
  delete Body.fork; delete Body.move; delete Body.take;

  const methods = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]);

  function parse(text) {
    try {
      return go.parse(text);
    } catch (e) { // as Node does, the code is the cause's, too
      throw Object.assign(new TypeError(e.message, { cause: e }), { code: e.code });
    }
  }

  class Request extends Body {
    #url; #method; #headers; #signal; #redirect; #init;

    constructor(input, init = {}) {
      const from = input instanceof Request ? input : null;
      const url = from ? from.url : parse(`${input}`);
      if (!from && (url.username || url.password)) throw new TypeError("Request: a URL must not hold a user name or password: send an Authorization header");
      let method = `${init.method ?? from?.method ?? "GET"}`;
      if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) throw new TypeError(`Request: ${JSON.stringify(method)} is not a method`);
      if (methods.has(method.toUpperCase())) method = method.toUpperCase();
      if (/^(connect|trace|track)$/i.test(method)) throw new TypeError(`Request: method ${method} is not allowed`);
      const redirect = init.redirect ?? from?.redirect ?? "follow";
      if (!["follow", "error", "manual"].includes(redirect)) throw new TypeError(`Request: redirect is "follow", "error" or "manual", not ${JSON.stringify(redirect)}`);
      const signal = init.signal ?? from?.signal;
      if (signal && !(signal instanceof own.AbortSignal)) throw new TypeError("Request: signal is not an AbortSignal");

      const headers = new Headers(init.headers ?? from?.headers);
      let parts = {};
      if (init.body !== undefined && init.body !== null) parts = extract(init.body);
      else if (from) parts = move(from);
      if ((parts.bytes || parts.stream) && (method === "GET" || method === "HEAD")) throw new TypeError(`Request: a ${method} request can not have a body: set method: "POST"`);
      if (parts.type && !headers.has("content-type")) headers.set("content-type", parts.type);
      super(parts, headers);

      this.#url = from ? url : url.href;
      this.#method = method;
      this.#headers = headers;
      this.#redirect = redirect;
      this.#signal = signal ?? new own.AbortController().signal;
      this.#init = { cache: "default", credentials: "same-origin", mode: "cors", keepalive: false, integrity: "", referrer: "about:client", ...init };
    }
    get url() { return this.#url; }
    get method() { return this.#method; }
    get headers() { return this.#headers; }
    get signal() { return this.#signal; }
    get redirect() { return this.#redirect; }
    get cache() { return this.#init.cache; }
    get credentials() { return this.#init.credentials; }
    get mode() { return this.#init.mode; }
    get keepalive() { return this.#init.keepalive; }
    get integrity() { return this.#init.integrity; }
    get referrer() { return this.#init.referrer; }
    get destination() { return ""; }
    get duplex() { return "half"; }
    clone() {
      const { bytes, stream } = fork(this);
      return new Request(this.#url, {
        method: this.#method, headers: this.#headers, redirect: this.#redirect, signal: this.#signal, body: bytes ?? stream,
      });
    }
    get [Symbol.toStringTag]() { return "Request"; }
  }

  class Response extends Body {
    #status; #statusText; #headers; #meta;

    constructor(body = null, init = {}, meta = none) {
      const status = init.status ?? 200;
      if (meta === none && !(Number.isInteger(status) && status >= 200 && status <= 599)) throw new RangeError(`Response: status ${status} is not between 200 and 599`);
      const parts = extract(body);
      if ((parts.bytes || parts.stream) && [204, 205, 304].includes(status) && meta === none) throw new TypeError(`Response: status ${status} can not have a body`);
      const headers = new Headers(init.headers);
      if (parts.type && !headers.has("content-type")) headers.set("content-type", parts.type);
      super(parts, headers);
      this.#status = status;
      this.#statusText = `${init.statusText ?? ""}`;
      this.#headers = headers;
      this.#meta = meta === none ? { url: "", redirected: false, type: "default" } : meta;
    }
    get status() { return this.#status; }
    get statusText() { return this.#statusText; }
    get ok() { return this.#status >= 200 && this.#status < 300; }
    get headers() { return this.#headers; }
    get url() { return this.#meta.url; }
    get redirected() { return this.#meta.redirected; }
    get type() { return this.#meta.type; }
    clone() {
      const { bytes, stream } = fork(this);
      return new Response(bytes ?? stream, { status: this.#status, statusText: this.#statusText, headers: this.#headers }, this.#meta);
    }
    static json(value, init = {}) {
      const text = JSON.stringify(value);
      if (text === undefined) throw new TypeError("Response.json: the value has no JSON form");
      const headers = new Headers(init.headers);
      if (!headers.has("content-type")) headers.set("content-type", "application/json");
      return new Response(text, { ...init, headers });
    }
    static error() { return new Response(null, { status: 0 }, { url: "", redirected: false, type: "error" }); }
    static redirect(url, status = 302) {
      if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`Response.redirect: ${status} is not a redirect`);
      return new Response(null, { status, headers: { location: go.parse(`${url}`).href } });
    }
    get [Symbol.toStringTag]() { return "Response"; }
  }

  return { Request, Response, _takeBody: take };
})
