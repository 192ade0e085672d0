// Blob, File, FormData, and the two formats a form travels in.
(function (own, go) {
  "use strict";

  // bytesOf is a part's data as bytes.
  function bytesOf(part) {
    if (part instanceof Blob) return part[go.blob]().bytes;
    if (part instanceof ArrayBuffer) return new Uint8Array(part);
    if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    return go.encode(`${part}`);
  }

  function join(parts) {
    let size = 0;
    for (const p of parts) size += p.length;
    const all = new Uint8Array(size);
    let at = 0;
    for (const p of parts) {
      all.set(p, at);
      at += p.length;
    }
    return go.keep(all);
  }

  class Blob {
    #bytes; #type;
    constructor(parts = [], options = {}) {
      if (Object(parts) !== parts || !parts[Symbol.iterator]) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "Blob: give a list of parts, for example new Blob([text])");
      const type = `${options?.type ?? ""}`;
      this.#type = /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : "";
      this.#bytes = join([...parts].map(bytesOf));
    }
    get size() { return this.#bytes.length; }
    get type() { return this.#type; }
    slice(start, end, type = "") { return new Blob([this.#bytes.subarray(...range(this.size, start, end))], { type }); }
    async arrayBuffer() { return this.#bytes.slice().buffer; }
    async bytes() { return this.#bytes.slice(); }
    async text() { return go.decode(this.#bytes); }
    stream() {
      const bytes = this.#bytes, step = 65536;
      let at = 0;
      return new own.ReadableStream({
        pull(c) {
          if (at >= bytes.length) return c.close();
          c.enqueue(bytes.slice(at, at += step));
        },
      });
    }
    [go.blob]() { return { bytes: this.#bytes, type: this.#type, name: "" }; }
    get [Symbol.toStringTag]() { return "Blob"; }
  }

  function range(size, start = 0, end = size) {
    const at = n => (n < 0 ? Math.max(size + n, 0) : Math.min(n, size));
    const from = at(Math.trunc(start) || 0);
    return [from, Math.max(from, at(Math.trunc(end) || 0))];
  }

  class File extends Blob {
    #name; #time;
    constructor(parts, name, options) {
      if (arguments.length < 2) throw own._coded(TypeError, "ERR_MISSING_ARGS", "File: the name is missing");
      super(parts, options);
      this.#name = `${name}`;
      this.#time = options?.lastModified ?? Date.now();
    }
    get name() { return this.#name; }
    get lastModified() { return this.#time; }
    get webkitRelativePath() { return ""; }
    [go.blob]() { return { ...super[go.blob](), name: this.#name }; }
    get [Symbol.toStringTag]() { return "File"; }
  }

  class FormData {
    #list = [];
    constructor(form) {
      if (form !== undefined) throw new TypeError("FormData: there are no HTML forms here; use append(name, value)");
    }
    #entry(name, value, file) {
      if (!(value instanceof Blob)) {
        if (file !== undefined) throw new TypeError("FormData: a file name needs a Blob as value");
        return [`${name}`.toWellFormed(), `${value}`.toWellFormed()];
      }
      const named = file !== undefined || !(value instanceof File);
      return [`${name}`, named ? new File([value], file ?? "blob", { type: value.type }) : value];
    }
    append(name, value, file) { this.#list.push(this.#entry(name, value, file)); }
    set(name, value, file) {
      const e = this.#entry(name, value, file);
      const at = this.#list.findIndex(x => x[0] === e[0]);
      if (at < 0) this.#list.push(e);
      else this.#list = this.#list.flatMap((x, i) => (x[0] !== e[0] ? [x] : i === at ? [e] : []));
    }
    get(name) { return this.#list.find(e => e[0] === `${name}`)?.[1] ?? null; }
    getAll(name) { return this.#list.filter(e => e[0] === `${name}`).map(e => e[1]); }
    has(name) { return this.#list.some(e => e[0] === `${name}`); }
    delete(name) { this.#list = this.#list.filter(e => e[0] !== `${name}`); }
    *entries() { for (const [name, value] of this.#list) yield [name, value]; }
    *keys() { for (const [name] of this.#list) yield name; }
    *values() { for (const [, value] of this.#list) yield value; }
    forEach(f, self) { for (const [name, value] of this.entries()) f.call(self, value, name, this); }
    get [Symbol.toStringTag]() { return "FormData"; }
  }
  Object.defineProperty(FormData.prototype, Symbol.iterator, { value: FormData.prototype.entries, writable: true, configurable: true });

  // _encodeForm writes multipart/form-data (RFC 7578, names escaped as the
  // HTML standard says).
  function _encodeForm(form) {
    const boundary = `----hotreply${go.random()}`;
    const quote = s => s.replace(/\r\n?|\n/g, "%0D%0A").replace(/"/g, "%22");
    const parts = [];
    for (const [name, value] of form) {
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"`;
      if (typeof value === "string") parts.push(go.encode(`${head}\r\n\r\n${value.replace(/\r\n?|\n/g, "\r\n")}\r\n`));
      else {
        const type = value.type || "application/octet-stream";
        parts.push(go.encode(`${head}; filename="${quote(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`), bytesOf(value), go.encode("\r\n"));
      }
    }
    parts.push(go.encode(`--${boundary}--\r\n`));
    return { bytes: join(parts), type: `multipart/form-data; boundary=${boundary}` };
  }

  function _decodeForm(bytes, type) {
    const form = new FormData();
    if (/^application\/x-www-form-urlencoded/i.test(type)) {
      for (const [name, value] of new own.URLSearchParams(go.decode(bytes))) form.append(name, value);
      return form;
    }
    if (!/^multipart\/form-data/i.test(type)) throw new TypeError(`formData: the content type is ${JSON.stringify(type)}, not a form`);
    for (const p of go.multipart(bytes, type)) {
      if (p.file === undefined) form.append(p.name, go.decode(p.bytes));
      else form.append(p.name, new File([p.bytes], p.file, { type: p.type }));
    }
    return form;
  }

  return { Blob, File, FormData, _encodeForm, _decodeForm, _bytesOf: bytesOf, _join: join };
})
