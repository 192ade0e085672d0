// process: what packages look at, and nothing of the real one.
(function (own, go) {
  "use strict";
  const started = performance.now();
  const EventEmitter = own._events;
  const process = Object.create(EventEmitter.prototype);
  EventEmitter.call(process);

  // output is a stream of lines into the log.
  function output(fd, say) {
    let rest = "";
    const stream = Object.assign(Object.create(EventEmitter.prototype), {
      fd, isTTY: false, writable: true, columns: 80, rows: 24, writableLength: 0, writableHighWaterMark: 16384, writableObjectMode: false, destroyed: false,
      write(chunk, enc, done) {
        rest += typeof chunk === "string" ? chunk : own.Buffer.from(chunk).toString();
        const end = rest.lastIndexOf("\n");
        // A piece without an end of line is a line when nothing more comes in this turn.
        if (end < 0) queueMicrotask(flush);
        else {
          say(rest.slice(0, end));
          rest = rest.slice(end + 1);
          if (rest !== "") queueMicrotask(flush);
        }
        const f = typeof enc === "function" ? enc : done;
        if (f) queueMicrotask(f);
        return true;
      },
      end(chunk, enc, done) { if (chunk !== undefined && typeof chunk !== "function") stream.write(chunk, enc, done); return stream; },
      cork() {}, uncork() {}, destroy() { return stream; }, ref() { return stream; }, unref() { return stream; }, setEncoding() { return stream; }, setDefaultEncoding() { return stream; },
      hasColors: () => false, getColorDepth: () => 1, getWindowSize: () => [80, 24], clearLine: () => true, cursorTo: () => true, moveCursor: () => true, clearScreenDown: () => true,
    });
    const flush = () => {
      if (rest === "") return;
      const text = rest;
      rest = "";
      say(text);
    };
    EventEmitter.call(stream);
    return stream;
  }

  const never = name => () => { throw own._unavailable("process", name); };
  Object.assign(process, {
    env: go.env(),
    platform: go.platform,
    arch: go.arch,
    argv: ["hotreply"],
    argv0: "hotreply",
    execArgv: [],
    execPath: "hotreply",
    title: "hotreply",
    // Packages choose by this what they import; the modules are those of Node 22.
    version: "v22.0.0",
    versions: { node: "22.0.0", modules: "127", hotreply: "0" },
    release: { name: "hotreply" },
    config: { target_defaults: {}, variables: {} },
    features: { inspector: false, debug: false, uv: false, ipv6: true, typescript: "transform", require_module: true },
    allowedNodeEnvironmentFlags: new Set(), moduleLoadList: [], report: { getReport: () => ({ header: {}, sharedObjects: [] }), writeReport: never("report.writeReport") }, debugPort: 9229, sourceMapsEnabled: false,
    pid: 1,
    ppid: 0,
    exitCode: undefined,
    cwd: () => "/",
    umask: () => 0o77,
    uptime: () => (performance.now() - started) / 1000,
    nextTick(f, ...args) {
      if (typeof f !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `process.nextTick: the first argument must be a function, not ${f === null ? "null" : typeof f}`);
      queueMicrotask(() => f(...args));
    },
    emitWarning(w, type, code) {
      const name = (typeof type === "object" && type !== null ? type.type : type) ?? w?.name ?? "Warning";
      const label = (typeof type === "object" && type !== null ? type.code : code) ?? w?.code;
      globalThis.console?.warn(`${label ? `[${label}] ` : ""}${name === "Warning" ? "" : `${name}: `}${w?.message ?? w}`);
    },
    memoryUsage: Object.assign(() => { const used = go.used(); return { rss: used, heapTotal: used, heapUsed: used, external: 0, arrayBuffers: 0 }; }, { rss: () => go.used() }),
    cpuUsage: () => ({ user: 0, system: 0 }), resourceUsage: () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: 0 }), availableMemory: () => Math.max(0, go.memory() - go.used()), constrainedMemory: () => go.memory(),
    hrtime: Object.assign(from => {
      const now = performance.now();
      let [s, n] = [Math.floor(now / 1000), Math.floor(now % 1000 * 1e6)];
      if (from) {
        s -= from[0];
        n -= from[1];
        if (n < 0) { s--; n += 1e9; }
      }
      return [s, n];
    }, { bigint: () => BigInt(Math.floor(performance.now() * 1e6)) }),
    stdout: output(1, text => globalThis.console?.log(text)),
    stderr: output(2, text => globalThis.console?.error(text)),
    getBuiltinModule: name => { try { return go.require(`${name}`); } catch { return undefined; } },
    exit() { throw new Error("process.exit: a rule can not stop hotreply: return from the handler instead"); },
    kill() { throw new Error("process.kill: a rule can not send signals"); },
    chdir() { throw new Error("process.chdir: rules have no working directory: paths of fs/promises are inside the files folder"); },
    abort: never("abort"), dlopen: never("dlopen"), binding: never("binding"), reallyExit: never("reallyExit"), loadEnvFile: never("loadEnvFile"),
    setSourceMapsEnabled() {}, setUncaughtExceptionCaptureCallback() {}, hasUncaughtExceptionCaptureCallback: () => false, getActiveResourcesInfo: () => [], ref() {}, unref() {},
  });
  if (go.platform !== "win32") Object.assign(process, { getuid: () => 1000, geteuid: () => 1000, getgid: () => 1000, getegid: () => 1000, getgroups: () => [] });
  const listed = process.emit;
  // Nobody but the script itself sends events to its process.
  process.emit = (name, ...args) => name !== "error" && Reflect.apply(listed, process, [name, ...args]);

  let stdin;
  Object.defineProperty(process, "stdin", { enumerable: true, configurable: true, get() {
    return stdin ??= Object.assign(own._stream.Readable.from([]), { fd: 0, isTTY: false, setRawMode() { return this; }, ref() { return this; }, unref() { return this; } });
  } });
  Object.defineProperty(process, Symbol.toStringTag, { value: "process" });
  return { process };
})
