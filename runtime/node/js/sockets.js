// net, tls, dgram and http2 without sockets: what packages import, name and
// inherit from is there, and throws when it would have to reach the network.
(function (own, go) {
  "use strict";
  const { Duplex } = own._stream, EventEmitter = own._events;
  const isIPv4 = text => go.family(`${text}`) === 4, isIPv6 = text => go.family(`${text}`) === 6;

  // methods puts functions that throw on a prototype.
  function methods(proto, module, Class, names) {
    for (const name of names.split(" ")) {
      Object.defineProperty(proto, name, { value: function () { throw own._unavailable(module, `${Class}.${name}`); }, writable: true, configurable: true });
    }
  }

  function Socket(options) {
    if (!(this instanceof Socket)) return new Socket(options);
    Duplex.call(this, { ...options, autoDestroy: true, emitClose: true });
    Object.assign(this, { connecting: false, pending: true, bytesRead: 0, bytesWritten: 0, timeout: undefined, readyState: "closed" });
  }
  Object.setPrototypeOf(Socket, Duplex);
  Socket.prototype = Object.create(Duplex.prototype, { constructor: { value: Socket, writable: true, configurable: true } });
  // A connection fails as one does that is refused, so that packages take the
  // way that they have for it; what is the matter is told once.
  let told = false;
  function refuse(socket, module, name) {
    const e = Object.assign(own._unavailable(module, name), { code: "ECONNREFUSED", syscall: "connect", errno: -111 });
    if (!told) globalThis.console?.warn(`${e.message}: ${e.hint}`);
    told = true;
    queueMicrotask(() => socket.destroy(e));
    return socket;
  }
  const listening = (socket, args) => {
    const f = args.find(a => typeof a === "function");
    if (f) socket.once("connect", f);
    return socket;
  };
  Object.defineProperty(Socket.prototype, "connect", { value: function connect(...args) { return refuse(listening(this, args), "net", "Socket.connect"); }, writable: true, configurable: true });
  methods(Socket.prototype, "net", "Socket", "_write");
  Socket.prototype._read = () => {};
  for (const name of ["setTimeout", "setNoDelay", "setKeepAlive", "ref", "unref", "resetAndDestroy", "destroySoon"]) {
    Object.defineProperty(Socket.prototype, name, { value: function () { if (/estroy/.test(name)) this.destroy(); return this; }, writable: true, configurable: true });
  }
  Socket.prototype.address = () => ({});

  function Server(options, listener) {
    if (!(this instanceof Server)) return new Server(options, listener);
    EventEmitter.call(this);
    const f = typeof options === "function" ? options : listener;
    if (f) this.on("connection", f);
    this.listening = false;
  }
  Object.setPrototypeOf(Server, EventEmitter);
  Server.prototype = Object.create(EventEmitter.prototype, { constructor: { value: Server, writable: true, configurable: true } });
  methods(Server.prototype, "net", "Server", "listen getConnections");
  Object.assign(Server.prototype, { close(done) { done?.(own._coded(Error, "ERR_SERVER_NOT_RUNNING", "Server is not running.")); return this; }, address: () => null, ref() { return this; }, unref() { return this; } });

  const never = (module, ...names) => Object.fromEntries(names.map(n => [n, own._absent(module, n)]));
  let autoSelect = true, attempt = 250;
  const _net = {
    Socket, Stream: Socket, Server, isIP: text => go.family(`${text}`), isIPv4, isIPv6,
    ...never("net", "BlockList", "SocketAddress"),
    connect: (...args) => refuse(listening(new Socket(), args), "net", "connect"), createConnection: (...args) => refuse(listening(new Socket(), args), "net", "createConnection"),
    createServer: (...args) => new Server(...args),
    getDefaultAutoSelectFamily: () => autoSelect, setDefaultAutoSelectFamily(v) { autoSelect = !!v; },
    getDefaultAutoSelectFamilyAttemptTimeout: () => attempt, setDefaultAutoSelectFamilyAttemptTimeout(v) { attempt = v; },
  };

  // Packages take the class of this inner wrapper to inherit from it.
  class JSStreamSocket extends Socket {}
  class TLSSocket extends Socket {
    constructor(socket, options) {
      super(options);
      Object.defineProperty(this, "_handle", { value: { _parentWrap: new JSStreamSocket() }, writable: true, configurable: true });
      Object.assign(this, { encrypted: true, authorized: false });
    }
  }
  methods(TLSSocket.prototype, "tls", "TLSSocket", "getPeerCertificate getCipher getProtocol renegotiate setServername exportKeyingMaterial");
  class TLSServer extends Server {}
  methods(TLSServer.prototype, "tls", "Server", "listen addContext setSecureContext");
  const _tls = {
    TLSSocket, Server: TLSServer, SecureContext: class SecureContext {}, CLIENT_RENEG_LIMIT: 3, CLIENT_RENEG_WINDOW: 600,
    DEFAULT_CIPHERS: "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256", DEFAULT_ECDH_CURVE: "auto", DEFAULT_MAX_VERSION: "TLSv1.3", DEFAULT_MIN_VERSION: "TLSv1.2",
    connect: (...args) => refuse(listening(new TLSSocket(), args), "tls", "connect"),
    ...never("tls", "createSecurePair", "convertALPNProtocols", "checkServerIdentity", "setDefaultCACertificates"),
    createSecureContext: options => Object.assign(new _tls.SecureContext(), { context: { ...options } }),
    createServer: (...args) => new TLSServer(...args), getCiphers: () => [], getCACertificates: () => [], rootCertificates: [],
  };

  class Datagram extends EventEmitter {}
  methods(Datagram.prototype, "dgram", "Socket", "bind send connect addMembership setBroadcast setMulticastTTL");
  const _dgram = { Socket: Datagram, ...never("dgram", "createSocket") };

  const _http2 = {
    constants: own._constants.http2, sensitiveHeaders: Symbol("nodejs.http2.sensitiveHeaders"),
    ...never("http2", "connect", "createServer", "createSecureServer", "getPackedSettings", "getUnpackedSettings", "performServerHandshake"),
    Http2ServerRequest: class Http2ServerRequest extends own._stream.Readable {}, Http2ServerResponse: class Http2ServerResponse extends own._stream {},
    getDefaultSettings: () => ({ headerTableSize: 4096, enablePush: true, initialWindowSize: 65535, maxFrameSize: 16384, maxConcurrentStreams: 4294967295, maxHeaderListSize: 65535 }),
  };
  return { _net, _tls, _dgram, _http2 };
})
