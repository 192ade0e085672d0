const http = require("http"), https = require("https");
equal([http.METHODS.includes("GET"), http.STATUS_CODES[404], https.globalAgent.protocol, new http.Agent({ maxSockets: 3 }).maxSockets, new https.Agent().defaultPort], [true, "Not Found", "https:", 3, 443]);
class Agent extends http.Agent { }
class Request extends http.ClientRequest { }
equal([new Agent() instanceof http.Agent, typeof Request, http.IncomingMessage.prototype instanceof require("stream").Readable, http.createServer().listening], [true, "function", true, false]);
const told = f => { try { f(); return "none"; } catch (e) { return e.code; } };
equal([told(() => http.request("ftp://a/")), told(() => http.request("http://a/").setHeader("a b", "c")), told(() => http.request("http://a/").setHeader("a", "\n")), told(() => http.request({ path: "/a b" })), told(() => http.validateHeaderName(""))],
  ["ERR_INVALID_PROTOCOL", "ERR_INVALID_HTTP_TOKEN", "ERR_INVALID_CHAR", "ERR_UNESCAPED_CHARACTERS", "ERR_INVALID_HTTP_TOKEN"]);
const r = http.request({ host: "a.example", port: 81, path: "/p", headers: { "X-A": 1 }, auth: "u:p", method: "post" });
equal([r.method, r.path, r.getHeader("x-a"), r.getHeader("HOST"), r.getHeader("authorization"), r.getHeaderNames(), r.hasHeader("nope")], ["POST", "/p", 1, "a.example:81", "Basic dTpw", ["x-a", "authorization", "host"], false]);
const failed = new Promise(resolve => r.on("error", resolve));
r.destroy();
equal((await failed).code, "ECONNRESET");
---
// An agent that would go its own way is not passed over.
const agent = Object.assign(new (require("http").Agent)(), { connect() { } });
const e = await new Promise(resolve => require("http").get("http://a.example/", { agent }).on("error", resolve));
equal([e.name, /\[http\]/.test(e.hint)], ["NotAvailableError", true]);
const ws = await new Promise(resolve => require("http").get("http://a.example/", { headers: { Connection: "Upgrade", Upgrade: "websocket" } }).on("error", resolve));
assert(/WebSocket/.test(ws.hint), ws.hint);
