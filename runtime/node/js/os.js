// os: what a package may know of the machine. Nothing of it tells who runs the
// bot, or where.
(function (own, go) {
  "use strict";
  const bytes = go.memory();
  const _os = {
    EOL: go.platform === "win32" ? "\r\n" : "\n", devNull: go.platform === "win32" ? "\\\\.\\nul" : "/dev/null",
    constants: { errno: own._constants.errno, signals: own._constants.signals, priority: own._constants.priority, dlopen: {}, UV_UDP_REUSEADDR: 4 },
    platform: () => go.platform, arch: () => go.arch, machine: () => ({ x64: "x86_64", arm64: go.platform === "darwin" ? "arm64" : "aarch64" }[go.arch] ?? go.arch),
    type: () => ({ linux: "Linux", darwin: "Darwin", win32: "Windows_NT" }[go.platform] ?? go.platform),
    release: () => "0.0.0", version: () => "hotreply", hostname: () => "localhost", homedir: () => "/", tmpdir: () => "/tmp", endianness: () => "LE",
    cpus: () => Array.from({ length: go.cpus }, () => ({ model: "", speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } })), availableParallelism: () => go.cpus,
    totalmem: () => bytes, freemem: () => Math.max(0, bytes - go.used()), uptime: () => Math.floor(own.process.uptime()), loadavg: () => [0, 0, 0],
    networkInterfaces: () => ({}), userInfo: () => ({ username: "hotreply", homedir: "/", shell: null, uid: -1, gid: -1 }), getPriority: () => 0,
    setPriority() { throw own._unavailable("os", "setPriority"); },
  };
  for (const name of ["arch", "platform", "hostname", "tmpdir", "homedir", "type", "release", "endianness", "uptime", "version", "machine"]) {
    _os[name][Symbol.toPrimitive] = () => _os[name]();
  }
  return { _os };
})
