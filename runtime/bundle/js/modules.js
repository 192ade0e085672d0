// The module objects of CommonJS, as Node's packages see them. The names of
// modules are paths from the folder of scripts, which is dir; entry is the name
// of the first file.
var __modules = ((dir, entry) => {
  const NAME = Symbol("name"), PARENT = Symbol("parent"), BEFORE = Symbol("before"), begun = [], made = Object.create(null), cache = Object.create(null);
  const sep = dir.includes("\\") ? "\\" : "/";
  const absolute = name => {
    const parts = dir.split(sep);
    for (const part of name.split("/")) part === ".." ? parts.pop() : parts.push(part);
    return parts.join(sep);
  };
  function Module(name, parent) {
    this.exports = {};
    this.loaded = false;
    this.children = [];
    this[NAME] = name;
    this[PARENT] = parent;
  }
  // Made at first use: most modules are never asked for any of it.
  const later = {
    id: m => (m[PARENT] === null ? "." : m.filename),
    filename: m => absolute(m[NAME]),
    path: m => m.filename.slice(0, m.filename.lastIndexOf(sep)),
    parent: m => m[PARENT],
    paths(m) {
      const parts = m.path.split(sep), list = [];
      for (let n = parts.length; n > 0; n--)
        if (parts[n - 1] !== "node_modules") list.push(parts.slice(0, n).concat("node_modules").join(sep));
      return list;
    },
  };
  for (const key of Object.keys(later)) {
    Object.defineProperty(Module.prototype, key, {
      configurable: true,
      get() { return this[NAME] === undefined ? undefined : (this[key] = later[key](this)); },
      set(value) { Object.defineProperty(this, key, { value, writable: true, enumerable: key !== "parent", configurable: true }); },
    });
  }
  const main = new Module(entry, null);
  let now = null;
  return {
    main,
    get cache() {
      for (const m of begun.splice(0)) cache[m.filename] = m;
      return cache;
    },
    begin(name, by) {
      const m = name === entry ? main : new Module(name, made[by] || now || main);
      made[name] = m;
      if (m !== main) m[PARENT].children.push(m);
      m[BEFORE] = now;
      begun.push(m);
      return (now = m);
    },
    end(m) {
      now = m[BEFORE];
      m.loaded = true;
      return m.exports;
    },
    fail(m) {
      if (!m) return;
      now = m[BEFORE];
      if (m[PARENT]) m[PARENT].children.splice(m[PARENT].children.indexOf(m), 1);
      if (begun.includes(m)) begun.splice(begun.indexOf(m), 1);
      else delete cache[m.filename];
    },
  };
})
