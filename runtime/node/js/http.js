// http and https: the client, over fetch. What is written to a request is
// collected and leaves when it ends; the response is read as it comes.
(function (own) {
  "use strict";
  const EventEmitter = own._events, { Buffer } = own;
  const { IncomingMessage, OutgoingMessage, ServerResponse, validateHeaderName, validateHeaderValue } = own._messages;
  // hop are the headers of one connection, which is not the package's here.
  const hop = new Set(["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "content-length", "expect", "upgrade"]);

  class Agent extends EventEmitter {
    constructor(options = {}) {
      super();
      Object.assign(this, { options: { ...options }, keepAlive: !!options.keepAlive, keepAliveMsecs: options.keepAliveMsecs ?? 1000, maxSockets: options.maxSockets ?? Infinity, maxFreeSockets: options.maxFreeSockets ?? 256,
        maxTotalSockets: options.maxTotalSockets ?? Infinity, scheduling: "lifo", requests: {}, sockets: {}, freeSockets: {}, totalSocketCount: 0, defaultPort: 80, protocol: "http:" });
    }
    destroy() {}
    getName(o = {}) { return `${o.host || "localhost"}:${o.port ?? ""}:${o.localAddress ?? ""}`; }
    createConnection() { throw own._unavailable("http", "Agent.createConnection"); }
    keepSocketAlive() { return false; }
    reuseSocket() {}
  }
  class SecureAgent extends Agent {
    constructor(options) {
      super(options);
      Object.assign(this, { defaultPort: 443, protocol: "https:", maxCachedSessions: 100 });
    }
  }

  // tunnels tells agents that would open connections of their own, so that none
  // of them is passed over in silence.
  const tunnels = a => typeof a?.connect === "function" || typeof a?.callback === "function" || a?.proxy !== undefined || a?.proxyOptions !== undefined;

  // A stand-in for the connection, of which packages ask this and that.
  class Connection extends EventEmitter {
    constructor(encrypted) {
      super();
      Object.assign(this, { connecting: false, writable: true, readable: true, destroyed: false, encrypted, authorized: encrypted, bytesRead: 0, bytesWritten: 0, readyState: "open" });
    }
    destroy() { this.destroyed = true; this.writable = false; return this; }
    address() { return {}; }
    end() { return this; }
    getPeerCertificate() { return {}; }
  }
  for (const name of ["setTimeout", "setNoDelay", "setKeepAlive", "ref", "unref", "cork", "uncork"]) Connection.prototype[name] = function () { return this; };

  function optionsOf(input, extra, secure) {
    let o = {};
    if (typeof input === "string" || input instanceof URL) {
      const u = typeof input === "string" ? new URL(input) : input;
      o = { protocol: u.protocol, hostname: u.hostname, port: u.port, path: u.pathname + u.search, href: u.href };
      if (u.username || u.password) o.auth = `${decodeURIComponent(u.username)}:${decodeURIComponent(u.password)}`;
    } else if (input) o = { ...input };
    if (extra) o = { ...o, ...extra };
    const wanted = secure ? "https:" : "http:";
    o.protocol ??= o.agent?.protocol ?? wanted;
    if (o.protocol !== wanted && o.protocol !== o.agent?.protocol) throw own._coded(TypeError, "ERR_INVALID_PROTOCOL", `Protocol "${o.protocol}" not supported. Expected "${wanted}"`);
    o.path ??= "/";
    if (/[^\u0021-\u00ff]/.test(o.path)) throw own._coded(TypeError, "ERR_UNESCAPED_CHARACTERS", "Request path contains unescaped characters");
    return o;
  }

  class ClientRequest extends OutgoingMessage {
    #parts = []; #abort = new AbortController(); #timer = null; #wait = 0; #answered = false; #url;

    constructor(input, extra, done, secure = input?.protocol === "https:") {
      super();
      if (typeof extra === "function") [extra, done] = [undefined, extra];
      const o = optionsOf(input, extra, secure);
      const host = o.hostname || o.host || "localhost", standard = o.protocol === "https:" ? 443 : 80, port = Number(o.port || o.defaultPort || o.agent?.defaultPort || standard);
      const name = /^[^[].*:.*:/.test(host) ? `[${host}]` : host.replace(/:\d+$/, "");
      this.#url = `${o.protocol}//${name}${port === standard ? "" : `:${port}`}${o.path.startsWith("/") ? "" : "/"}${o.path}`;
      Object.assign(this, { method: `${o.method ?? "GET"}`.toUpperCase(), path: o.path, host, protocol: o.protocol, agent: o.agent, aborted: false, reusedSocket: false, maxHeadersCount: null, timeout: o.timeout, res: null });
      const headers = Array.isArray(o.headers) ? pairs(o.headers) : Object.entries(o.headers ?? {});
      for (const [key, value] of headers) if (value !== undefined) this.setHeader(key, value);
      if (o.auth && !this.hasHeader("authorization")) this.setHeader("Authorization", `Basic ${Buffer.from(o.auth).toString("base64")}`);
      if (!this.hasHeader("host") && o.setHost !== false) this.setHeader("Host", port === standard ? name : `${name}:${port}`);
      if (done) this.once("response", done);
      if (o.timeout) this.setTimeout(o.timeout);
      if (o.signal) {
        const abort = () => this.destroy(own._aborted(o.signal));
        if (o.signal.aborted) queueMicrotask(abort);
        else o.signal.addEventListener("abort", abort, { once: true });
      }
      queueMicrotask(() => {
        if (this.destroyed) return;
        this.socket = this.connection = new Connection(o.protocol === "https:");
        this.emit("socket", this.socket);
      });
    }

    setTimeout(ms, f) {
      if (f) this.once("timeout", f);
      this.#wait = Number(ms) || 0;
      this.#active();
      return this;
    }
    // active starts the silence anew after which "timeout" is emitted.
    #active() {
      clearTimeout(this.#timer);
      if (this.#wait > 0 && !this.destroyed) this.#timer = setTimeout(() => this.emit("timeout"), this.#wait);
    }
    setNoDelay() {}
    setSocketKeepAlive() {}
    flushHeaders() {}
    abort() {
      if (this.aborted) return;
      this.aborted = true;
      queueMicrotask(() => this.emit("abort"));
      this.destroy();
    }

    _write(chunk, enc, done) {
      this.#parts.push(chunk);
      this.#active();
      done();
    }
    end(...args) {
      this.finished = true;
      return super.end(...args);
    }
    _final(done) {
      this.headersSent = true;
      this.#send().then(null, e => this.destroy(e));
      done();
    }
    async #send() {
      if (tunnels(this.agent)) throw own._unavailable("http", "request with an agent of its own", "a proxy is set as proxy under [http] in config.toml, or in the environment: leave the agent away");
      if (this.hasHeader("upgrade")) throw own._unavailable("http", "upgrade", own._hint("WebSocket"));
      const headers = [];
      for (const [key, value] of this._headers.values()) {
        if (!hop.has(key.toLowerCase())) for (const v of [].concat(value)) headers.push([key, `${v}`]);
      }
      const body = this.#parts.length > 0 ? Buffer.concat(this.#parts) : undefined;
      this.#parts = [];
      let response;
      try {
        response = await fetch(this.#url, { method: this.method, headers, body, redirect: "manual", signal: this.#abort.signal });
      } catch (e) {
        const refused = e?.cause?.code === "ECONNREFUSED" && /^dial tcp (\S+): /.exec(e.cause.message);
        if (refused) e.cause.message = `connect ECONNREFUSED ${refused[1]}`;
        throw this.destroyed ? e : e?.cause instanceof Error ? Object.assign(e.cause, e.hint && !e.cause.hint ? { hint: e.hint } : {}) : e;
      }
      if (this.destroyed) return void response.body?.cancel().catch(() => {});
      this.#receive(response);
    }
    #receive(response) {
      this.#answered = true;
      const message = this.res = new IncomingMessage(this.socket);
      Object.assign(message, { statusCode: response.status, statusMessage: response.statusText || own._constants.STATUS_CODES[response.status] || "", req: this });
      for (const [name, value] of response.headers) {
        message.rawHeaders.push(name, value);
        message._addHeaderLine(name, value, message.headers);
      }
      const reader = response.body?.getReader();
      message._read = () => {
        if (!reader) return finish();
        reader.read().then(({ value, done }) => {
          if (done) return finish();
          this.#active();
          message.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
        }, e => message.destroy(this.destroyed ? own._coded(Error, "ECONNRESET", "aborted") : e));
      };
      const finish = () => {
        message.complete = true;
        message.push(null);
        clearTimeout(this.#timer);
        queueMicrotask(() => { this.emit("close"); });
      };
      message._destroy = (e, done) => {
        clearTimeout(this.#timer);
        if (!message.complete) {
          message.aborted = true;
          this.#abort.abort();
          reader?.cancel().catch(() => {});
          queueMicrotask(() => message.emit("aborted"));
        }
        done(message.listenerCount("error") > 0 ? e : null); // as in Node: nobody has to listen to the rest of an answer
      };
      this.#active();
      if (!this.emit("response", message)) message.resume();
    }
    _destroy(e, done) {
      clearTimeout(this.#timer);
      this.socket?.destroy();
      this.#abort.abort();
      if (this.res && !this.res.complete) this.res.destroy(e ?? own._coded(Error, "ECONNRESET", "aborted"));
      done(e ?? (this.#answered || this.finished && this.res ? null : own._coded(Error, "ECONNRESET", "socket hang up")));
    }
  }
  const pairs = list => (Array.isArray(list[0]) ? list : list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1]]] : [])));

  function Server(options, listener) {
    if (!(this instanceof Server)) return new Server(options, listener);
    EventEmitter.call(this);
    const f = typeof options === "function" ? options : listener;
    if (f) this.on("request", f);
    this.listening = false;
  }
  Object.setPrototypeOf(Server, EventEmitter);
  Server.prototype = Object.create(EventEmitter.prototype, { constructor: { value: Server, writable: true, configurable: true } });
  Object.assign(Server.prototype, {
    listen() { throw own._unavailable("http", "Server.listen"); },
    close(done) { done?.(own._coded(Error, "ERR_SERVER_NOT_RUNNING", "Server is not running.")); return this; },
    address: () => null, setTimeout() { return this; }, closeAllConnections() {}, closeIdleConnections() {}, ref() { return this; }, unref() { return this; },
  });

  function make(secure, AgentClass) {
    const globalAgent = new AgentClass({ keepAlive: true });
    const request = (input, extra, done) => new ClientRequest(input, extra, done, secure);
    return {
      Agent: AgentClass, Server, globalAgent, request,
      get(input, extra, done) { const r = request(input, extra, done); r.end(); return r; },
      createServer: (...args) => new Server(...args),
    };
  }
  const _http = {
    ...make(false, Agent), METHODS: own._constants.METHODS, STATUS_CODES: own._constants.STATUS_CODES, ClientRequest, IncomingMessage, OutgoingMessage, ServerResponse,
    maxHeaderSize: 16384, setMaxIdleHTTPParsers() {}, validateHeaderName, validateHeaderValue, _connectionListener() {},
  };
  return { _http, _https: make(true, SecureAgent) };
})
