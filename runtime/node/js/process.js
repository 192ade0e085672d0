// process: what packages look at, and nothing of the real one.
(function (own, go) {
  "use strict";
  const started = performance.now();
  const ignore = () => process;

  const process = {
    env: go.env(),
    platform: go.platform,
    arch: go.arch,
    argv: ["hotreply"],
    argv0: "hotreply",
    execArgv: [],
    execPath: "hotreply",
    title: "hotreply",
    version: "v0.0.0", // no claim to be a Node of some version
    versions: {},
    release: { name: "hotreply" },
    config: {},
    pid: 1,
    exitCode: undefined,
    cwd: () => "/",
    umask: () => 0o77,
    uptime: () => (performance.now() - started) / 1000,
    nextTick(f, ...args) {
      if (typeof f !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `process.nextTick: the first argument must be a function, not ${f === null ? "null" : typeof f}`);
      queueMicrotask(() => f(...args));
    },
    emitWarning: w => globalThis.console?.warn(`${w?.message ?? w}`),
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
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
    stdout: { isTTY: false, write(s) { globalThis.console?.log(`${s}`.replace(/\n$/, "")); return true; } },
    stderr: { isTTY: false, write(s) { globalThis.console?.error(`${s}`.replace(/\n$/, "")); return true; } },
    exit() { throw new Error("process.exit: a rule can not stop hotreply: return from the handler instead"); },
    kill() { throw new Error("process.kill: a rule can not send signals"); },
    chdir() { throw new Error("process.chdir: rules have no working directory: paths of fs/promises are inside the files folder"); },
    on: ignore, once: ignore, off: ignore, addListener: ignore, removeListener: ignore, removeAllListeners: ignore, prependListener: ignore,
    emit: () => false, listeners: () => [], listenerCount: () => 0,
  };
  Object.defineProperty(process, Symbol.toStringTag, { value: "process" });
  return { process };
})
