// fs/promises inside one folder. Go opens every path through a root that links
// and ".." can not leave.
(function (own, go) {
  "use strict";
  const { Buffer } = own;

  class Stats {
    constructor(s) {
      Object.assign(this, { size: s.size, mode: s.mode, mtimeMs: s.mtimeMs, mtime: new Date(s.mtimeMs) });
      for (const key of ["atime", "ctime", "birthtime"]) {
        this[`${key}Ms`] = s.mtimeMs;
        this[key] = this.mtime;
      }
      Object.defineProperty(this, "kind", { value: s.kind });
    }
    isFile() { return this.kind === "file"; }
    isDirectory() { return this.kind === "dir"; }
    isSymbolicLink() { return this.kind === "link"; }
  }

  class Dirent extends Stats {
    constructor(s, parent) {
      super(s);
      for (const key of Object.keys(this)) delete this[key];
      Object.assign(this, { name: s.name, parentPath: parent, path: parent });
    }
  }

  function textOf(op, path) {
    if (typeof path !== "string") {
      if (path instanceof URL && path.protocol === "file:") path = decodeURIComponent(path.pathname);
      else if (path instanceof Uint8Array) path = Buffer.from(path).toString();
      else throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `fs.${op}: the path must be a string, not ${path === null ? "null" : typeof path}`);
    }
    if (path.includes("\0")) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `fs.${op}: the path must have no NUL in it`);
    return path;
  }

  async function call(op, path, ...args) {
    path = textOf(op, path);
    const [error, result] = await go.call(op, path, ...args);
    if (!error) return result;
    const e = new Error(error.message);
    Object.assign(e, { code: error.code, syscall: op, path });
    if (error.hint) e.hint = error.hint;
    throw e;
  }

  function options(o) {
    const all = typeof o === "string" ? { encoding: o } : o ?? {}, { encoding } = all;
    if (encoding && encoding !== "buffer" && !Buffer.isEncoding(encoding)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `fs: the encoding ${JSON.stringify(encoding)} is not known`);
    if (all.signal?.aborted) throw own._aborted(all.signal);
    return all;
  }
  const wrap = u => Buffer.from(u.buffer, u.byteOffset, u.byteLength);

  async function data(v, enc) {
    if (typeof v === "string") return Buffer.from(v, enc);
    if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    if (v instanceof ArrayBuffer) return new Uint8Array(v);
    if (v instanceof Blob) return v.bytes();
    if (v?.[Symbol.asyncIterator] || v?.[Symbol.iterator]) {
      const parts = [];
      for (const it = (v[Symbol.asyncIterator] ?? v[Symbol.iterator]).call(v); ;) {
        const { value, done } = await it.next();
        if (done) return Buffer.concat(parts);
        parts.push(await data(await value, enc));
      }
    }
    throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `fs.writeFile: the data must be a string or bytes, not ${v === null ? "null" : typeof v}: JSON.stringify(value) makes a string`);
  }

  const promises = {
    async readFile(path, o) {
      const { encoding } = options(o);
      const b = wrap(await call("readFile", path));
      return encoding && encoding !== "buffer" ? b.toString(encoding) : b;
    },
    async writeFile(path, v, o) {
      const { encoding, flag = "w" } = options(o);
      if (!["w", "a", "wx", "ax"].includes(flag)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `fs.writeFile: the flag is "w", "a", "wx" or "ax", not ${JSON.stringify(flag)}`);
      await call("writeFile", path, await data(v, encoding), flag);
    },
    appendFile: (path, v, o) => promises.writeFile(path, v, { ...options(o), flag: "a" }),
    async readdir(path, o) {
      const { withFileTypes = false, recursive = false } = options(o);
      const list = await call("readdir", path, recursive);
      return withFileTypes ? list.map(s => new Dirent(s, path)) : list.map(s => s.name);
    },
    mkdir: async (path, o) => { await call("mkdir", path, !!options(o).recursive); },
    stat: async path => new Stats(await call("stat", path)),
    lstat: async path => new Stats(await call("lstat", path)),
    access: async path => { await call("stat", path); },
    unlink: async path => { await call("unlink", path); },
    rmdir: async path => { await call("rmdir", path); },
    async rm(path, { recursive = false, force = false } = {}) { await call("rm", path, recursive, force); },
    rename: async (from, to) => { await call("rename", from, textOf("rename", to)); },
    copyFile: async (from, to) => { await call("copyFile", from, textOf("copyFile", to)); },
    async mkdtemp(prefix) {
      const path = prefix + crypto.randomUUID().slice(0, 6);
      await call("mkdir", path, false);
      return path;
    },
    realpath: async path => { await call("stat", path); return path; },
    constants: { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 },
  };
  for (const name of ["open", "opendir", "watch", "chmod", "chown", "symlink", "link", "readlink", "truncate", "utimes"]) {
    promises[name] = async () => { throw new Error(`fs.${name} is not available: readFile, writeFile, appendFile, readdir, mkdir, stat, rename, copyFile and rm are`); };
  }

  const _fs = { promises, constants: promises.constants };
  for (const name of ["readFile", "writeFile", "appendFile", "readdir", "mkdir", "stat", "lstat", "access", "unlink", "rmdir", "rm", "rename", "copyFile"]) {
    _fs[name] = (...args) => {
      const done = args.pop();
      if (typeof done !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `fs.${name}: the callback is missing: use await fs.promises.${name}(…)`);
      promises[name](...args).then(v => queueMicrotask(() => done(null, v)), e => queueMicrotask(() => done(e)));
    };
    _fs[`${name}Sync`] = () => { throw new Error(`fs.${name}Sync is not available, as it would hold up every other handler of this script: use await fs.promises.${name}(…)`); };
  }
  for (const [name, instead] of [["existsSync", "await fs.promises.access(path)"], ["createReadStream", "await fs.promises.readFile(path)"], ["createWriteStream", "await fs.promises.writeFile(path, data)"], ["watch", "bot.every(…)"]]) {
    _fs[name] = () => { throw new Error(`fs.${name} is not available: use ${instead}`); };
  }
  return { _fs };
})
