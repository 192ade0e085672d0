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

  function settled(op, path, [error, result]) {
    if (!error) return result;
    const e = new Error(error.message);
    Object.assign(e, { code: error.code, syscall: op, path });
    if (error.hint) e.hint = error.hint;
    throw e;
  }
  async function call(op, path, ...args) {
    path = textOf(op, path);
    return settled(op, path, await go.call(op, path, ...args));
  }
  function callSync(op, path, ...args) {
    path = textOf(op, path);
    return settled(op, path, go.callSync(op, path, ...args));
  }

  function options(o) {
    const all = typeof o === "string" ? { encoding: o } : o ?? {}, { encoding } = all;
    if (encoding && encoding !== "buffer" && !Buffer.isEncoding(encoding)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `fs: the encoding ${JSON.stringify(encoding)} is not known`);
    if (all.signal?.aborted) throw own._aborted(all.signal);
    return all;
  }
  const wrap = u => Buffer.from(u.buffer, u.byteOffset, u.byteLength);

  // plain gives the bytes of what needs no waiting, else undefined.
  function plain(v, enc) {
    if (typeof v === "string") return Buffer.from(v, enc);
    if (ArrayBuffer.isView(v)) return new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    if (v instanceof ArrayBuffer) return new Uint8Array(v);
  }
  function unwritable(v) {
    return own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `fs.writeFile: the data must be a string or bytes, not ${v === null ? "null" : typeof v}: JSON.stringify(value) makes a string`);
  }
  async function data(v, enc) {
    const now = plain(v, enc);
    if (now) return now;
    if (v instanceof Blob) return v.bytes();
    if (v?.[Symbol.asyncIterator] || v?.[Symbol.iterator]) {
      const parts = [];
      for (const it = (v[Symbol.asyncIterator] ?? v[Symbol.iterator]).call(v); ;) {
        const { value, done } = await it.next();
        if (done) return Buffer.concat(parts);
        parts.push(await data(await value, enc));
      }
    }
    throw unwritable(v);
  }
  function flagOf({ flag = "w" }) {
    if (!["w", "a", "wx", "ax"].includes(flag)) throw own._coded(TypeError, "ERR_INVALID_ARG_VALUE", `fs.writeFile: the flag is "w", "a", "wx" or "ax", not ${JSON.stringify(flag)}`);
    return flag;
  }
  const decoded = (b, encoding) => (encoding && encoding !== "buffer" ? b.toString(encoding) : b);
  const listed = (list, path, withFileTypes) => (withFileTypes ? list.map(s => new Dirent(s, path)) : list.map(s => s.name));

  const { F_OK, X_OK, W_OK, R_OK } = own._constants.fs;
  const promises = {
    async readFile(path, o) {
      const { encoding } = options(o);
      return decoded(wrap(await call("readFile", path)), encoding);
    },
    async writeFile(path, v, o) {
      const all = options(o);
      await call("writeFile", path, await data(v, all.encoding), flagOf(all));
    },
    appendFile: (path, v, o) => promises.writeFile(path, v, { ...options(o), flag: "a" }),
    async readdir(path, o) {
      const { withFileTypes = false, recursive = false } = options(o);
      return listed(await call("readdir", path, recursive), path, withFileTypes);
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
    constants: own._constants.fs,
  };

  // The same at once: other handlers of the script wait meanwhile.
  const sync = {
    readFile: (path, o) => { const { encoding } = options(o); return decoded(wrap(callSync("readFile", path)), encoding); },
    writeFile(path, v, o) {
      const all = options(o), bytes = plain(v, all.encoding);
      if (!bytes) throw unwritable(v);
      callSync("writeFile", path, bytes, flagOf(all));
    },
    appendFile: (path, v, o) => sync.writeFile(path, v, { ...options(o), flag: "a" }),
    readdir(path, o) {
      const { withFileTypes = false, recursive = false } = options(o);
      return listed(callSync("readdir", path, recursive), path, withFileTypes);
    },
    mkdir: (path, o) => { callSync("mkdir", path, !!options(o).recursive); },
    stat: (path, o) => missing(() => new Stats(callSync("stat", path)), o),
    lstat: (path, o) => missing(() => new Stats(callSync("lstat", path)), o),
    access: path => { callSync("stat", path); },
    unlink: path => { callSync("unlink", path); },
    rmdir: path => { callSync("rmdir", path); },
    rm: (path, { recursive = false, force = false } = {}) => { callSync("rm", path, recursive, force); },
    rename: (from, to) => { callSync("rename", from, textOf("rename", to)); },
    copyFile: (from, to) => { callSync("copyFile", from, textOf("copyFile", to)); },
    mkdtemp(prefix) {
      const path = prefix + crypto.randomUUID().slice(0, 6);
      callSync("mkdir", path, false);
      return path;
    },
    realpath: path => { callSync("stat", path); return path; },
  };
  function missing(f, { throwIfNoEntry = true } = {}) {
    try { return f(); } catch (e) {
      if (throwIfNoEntry || e.code !== "ENOENT") throw e;
    }
  }

  const instead = "readFile, writeFile, appendFile, readdir, mkdir, stat, rename, copyFile and rm are there, with Sync, too";
  const absent = ["open", "opendir", "watch", "chmod", "chown", "symlink", "link", "readlink", "truncate", "utimes", "cp", "glob", "statfs", "lchmod", "lchown", "lutimes"];
  for (const name of absent) promises[name] = async () => { throw Object.assign(own._unavailable("fs", name, instead), { message: `fs.${name} is not available: ${instead}` }); };

  const _fs = { promises, constants: promises.constants, F_OK, X_OK, W_OK, R_OK, Stats, Dirent };
  for (const name of Object.keys(sync)) {
    _fs[name] = (...args) => {
      const done = args.pop();
      if (typeof done !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `fs.${name}: the callback is missing: use await fs.promises.${name}(…)`);
      promises[name](...args).then(v => queueMicrotask(() => done(null, v)), e => queueMicrotask(() => done(e)));
    };
    _fs[`${name}Sync`] = sync[name];
  }
  _fs.realpath.native = _fs.realpath;
  _fs.realpathSync.native = _fs.realpathSync;
  _fs.existsSync = path => { try { callSync("stat", path); return true; } catch { return false; } };
  _fs.exists = (path, done) => { promises.access(path).then(() => done(true), () => done(false)); };
  for (const name of [...absent, "close", "read", "write", "fstat", "fsync", "ftruncate", "futimes", "fchmod", "fchown", "fdatasync", "readv", "writev"]) {
    _fs[name] = () => { throw own._unavailable("fs", name, instead); };
    _fs[`${name}Sync`] = () => { throw own._unavailable("fs", `${name}Sync`, instead); };
  }
  for (const name of ["watch", "watchFile", "unwatchFile"]) _fs[name] = () => { throw own._unavailable("fs", name, "look at the file again in bot.every"); };
  for (const name of ["Dir", "FileReadStream", "FileWriteStream", "ReadStream", "WriteStream"]) _fs[name] = own._absent("fs", name, own._events);

  // Streams over whole files: what one read may bring, one write may too.
  _fs.createReadStream = (path, o) => {
    const { encoding, start = 0, end = Infinity, ...rest } = options(o);
    let all = null;
    const stream = new own._stream.Readable({
      ...rest, encoding, highWaterMark: rest.highWaterMark ?? 64 << 10,
      construct(done) {
        promises.readFile(path).then(b => {
          all = b.subarray(start, end + 1);
          stream.emit("open", 3);
          stream.emit("ready");
          done();
        }, done);
      },
      read(n) {
        if (all.length === 0) return void this.push(null);
        const part = all.subarray(0, n);
        all = all.subarray(part.length);
        stream.bytesRead += part.length;
        this.push(part);
      },
    });
    return Object.assign(stream, { path, bytesRead: 0, pending: false, close(done) { if (done) stream.once("close", done); stream.destroy(); } });
  };
  _fs.createWriteStream = (path, o) => {
    const { encoding, flags = "w", ...rest } = options(o), flag = flagOf({ flag: flags });
    let begun = false;
    const put = (chunk, done) => {
      call("writeFile", path, chunk, begun ? "a" : flag).then(() => { begun = true; stream.bytesWritten += chunk.length; done(); }, done);
    };
    const stream = new own._stream.Writable({
      ...rest, defaultEncoding: encoding ?? "utf8",
      construct(done) { put(Buffer.alloc(0), e => { if (!e) { stream.emit("open", 3); stream.emit("ready"); } done(e); }); },
      write(chunk, enc, done) { put(chunk, done); },
      writev(chunks, done) { put(Buffer.concat(chunks.map(c => c.chunk)), done); },
    });
    return Object.assign(stream, { path, bytesWritten: 0, pending: false, close(done) { stream.end(done); } });
  };
  return { _fs };
})
