// URL and URLSearchParams. Parsing and serializing are in Go.
(function (own, go) {
  "use strict";

  class URLSearchParams {
    #list = []; #changed = null;

    constructor(init = "") {
      if (init === null || typeof init !== "object" && typeof init !== "function") {
        const text = `${init ?? "null"}`;
        this.#list = go.parseQuery(text.startsWith("?") ? text.slice(1) : text);
      } else if (init[Symbol.iterator]) {
        for (const pair of init) {
          const p = pair?.[Symbol.iterator] && typeof pair !== "string" ? [...pair] : [];
          if (p.length !== 2) throw own._coded(TypeError, "ERR_INVALID_TUPLE", "URLSearchParams: each entry must be a [name, value] pair");
          this.#list.push(p.map(x => `${x}`.toWellFormed()));
        }
      } else {
        for (const key of Object.keys(init)) this.#list.push([key, init[key]].map(x => `${x}`.toWellFormed()));
      }
    }
    #touch() { this.#changed?.(); }
    get size() { return this.#list.length; }
    append(name, value) {
      if (arguments.length < 2) throw own._coded(TypeError, "ERR_MISSING_ARGS", "URLSearchParams.append: give a name and a value");
      this.#list.push([`${name}`, `${value}`].map(x => x.toWellFormed())); this.#touch();
    }
    delete(name, value) {
      this.#list = this.#list.filter(e => e[0] !== `${name}` || (value !== undefined && e[1] !== `${value}`));
      this.#touch();
    }
    get(name) { return this.#list.find(e => e[0] === `${name}`)?.[1] ?? null; }
    getAll(name) { return this.#list.filter(e => e[0] === `${name}`).map(e => e[1]); }
    has(name, value) { return this.#list.some(e => e[0] === `${name}` && (value === undefined || e[1] === `${value}`)); }
    set(name, value) {
      const at = this.#list.findIndex(e => e[0] === `${name}`);
      if (at < 0) return this.append(name, value);
      this.#list = this.#list.flatMap((e, i) => (e[0] !== `${name}` ? [e] : i === at ? [[e[0], `${value}`.toWellFormed()]] : []));
      this.#touch();
    }
    sort() {
      this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#touch();
    }
    // Heirs may define any of the others anew, by one another.
    *#each() { for (let i = 0; i < this.#list.length; i++) yield [...this.#list[i]]; }
    *entries() { yield* this.#each(); }
    *keys() { for (const [name] of this.#each()) yield name; }
    *values() { for (const [, value] of this.#each()) yield value; }
    forEach(f, self) { for (const [name, value] of this.#each()) f.call(self, value, name, this); }
    toString() { return go.formatQuery(this.#list); }
    get [Symbol.toStringTag]() { return "URLSearchParams"; }

    static bind(params, changed) { params.#changed = changed; }
    static reload(params, query) { params.#list = go.parseQuery(query); }
  }
  const { bind, reload } = URLSearchParams;
  delete URLSearchParams.bind; delete URLSearchParams.reload;
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, { value: URLSearchParams.prototype.entries, writable: true, configurable: true });

  class URL {
    #u; #params = null;

    constructor(url, base) {
      if (arguments.length === 0) throw own._coded(TypeError, "ERR_MISSING_ARGS", "URL: the address is missing");
      this.#u = go.parse(`${url}`, base === undefined ? undefined : `${base}`);
    }
    static canParse(url, base) { return URL.parse(url, base) !== null; }
    static parse(url, base) {
      try {
        return new URL(url, base);
      } catch {
        return null;
      }
    }

    #set(part, value) {
      this.#u = go.set(this.#u.href, part, `${value}`);
      if (this.#params) reload(this.#params, this.#u.search.slice(1));
    }
    get href() { return this.#u.href; }
    set href(v) {
      this.#u = go.parse(`${v}`);
      if (this.#params) reload(this.#params, this.#u.search.slice(1));
    }
    get origin() { return this.#u.origin; }
    get protocol() { return this.#u.protocol; }
    set protocol(v) { this.#set("protocol", v); }
    get username() { return this.#u.username; }
    set username(v) { this.#set("username", v); }
    get password() { return this.#u.password; }
    set password(v) { this.#set("password", v); }
    get host() { return this.#u.host; }
    set host(v) { this.#set("host", v); }
    get hostname() { return this.#u.hostname; }
    set hostname(v) { this.#set("hostname", v); }
    get port() { return this.#u.port; }
    set port(v) { this.#set("port", v); }
    get pathname() { return this.#u.pathname; }
    set pathname(v) { this.#set("pathname", v); }
    get search() { return this.#u.search; }
    set search(v) { this.#set("search", v); }
    get hash() { return this.#u.hash; }
    set hash(v) { this.#set("hash", v); }
    get searchParams() {
      if (!this.#params) {
        this.#params = new URLSearchParams(this.#u.search);
        bind(this.#params, () => { this.#u = go.set(this.#u.href, "search", `${this.#params}`); });
      }
      return this.#params;
    }
    toString() { return this.#u.href; }
    toJSON() { return this.#u.href; }
    get [Symbol.toStringTag]() { return "URL"; }
  }

  return { URL, URLSearchParams };
})
