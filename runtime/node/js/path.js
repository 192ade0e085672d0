// path, with "/" on every system.
(function (own) {
  "use strict";

  function text(p, name) {
    if (typeof p !== "string") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `path: ${name} must be a string, not ${p === null ? "null" : typeof p}`);
    return p;
  }

  // resolveDots drops "." and ".." segments; above says whether ".." may
  // stay in front.
  function resolveDots(p, above) {
    const out = [];
    for (const part of p.split("/")) {
      if (part === "" || part === ".") continue;
      if (part !== "..") out.push(part);
      else if (out.length > 0 && out[out.length - 1] !== "..") out.pop();
      else if (above) out.push("..");
    }
    return out.join("/");
  }

  const path = {
    sep: "/",
    delimiter: ":",
    isAbsolute: p => text(p, "path").startsWith("/"),
    normalize(p) {
      if (text(p, "path") === "") return ".";
      const absolute = p.startsWith("/");
      let out = resolveDots(p, !absolute);
      if (out && p.endsWith("/")) out += "/";
      return absolute ? `/${out}` : out || (p.endsWith("/") ? "./" : ".");
    },
    join(...parts) {
      const joined = parts.map(p => text(p, "path")).filter(Boolean).join("/");
      return joined === "" ? "." : path.normalize(joined);
    },
    resolve(...parts) {
      let p = "";
      for (let i = parts.length - 1; i >= 0 && !p.startsWith("/"); i--) {
        if (text(parts[i], "path") !== "") p = p ? `${parts[i]}/${p}` : parts[i];
      }
      return `/${resolveDots(p, false)}`; // the working directory is the root
    },
    relative(from, to) {
      const a = path.resolve(from).split("/").filter(Boolean), b = path.resolve(to).split("/").filter(Boolean);
      let same = 0;
      while (same < a.length && same < b.length && a[same] === b[same]) same++;
      return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/");
    },
    dirname(p) {
      const trimmed = text(p, "path").replace(/(?!^)\/+$/, "");
      const at = trimmed.lastIndexOf("/");
      return at < 0 ? "." : at === 0 ? "/" : trimmed.slice(0, at).replace(/(?!^)\/+$/, "");
    },
    basename(p, suffix) {
      const name = text(p, "path").replace(/\/+$/, "").replace(/^.*\//s, "");
      return suffix && name !== suffix && name.endsWith(text(suffix, "suffix")) ? name.slice(0, -suffix.length) : name;
    },
    extname(p) {
      const m = /[^.]?.*?(\.[^.]*)$/s.exec(path.basename(p).replace(/^\.+/, "x"));
      return m ? m[1] : "";
    },
    parse(p) {
      const base = path.basename(p), ext = path.extname(p), root = p.startsWith("/") ? "/" : "";
      const dir = path.dirname(p);
      return { root, dir: dir === "." && !p.startsWith(".") ? "" : dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
    },
    format(parts) {
      if (Object(parts) !== parts) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `path.format: give the parts of a path, not ${parts === null ? "null" : typeof parts}`);
      const { dir, root = "", base, name = "", ext = "" } = parts;
      const file = base ?? name + (ext && !ext.startsWith(".") ? `.${ext}` : ext);
      if (!dir) return root + file;
      return dir === root ? dir + file : `${dir}/${file}`;
    },
    toNamespacedPath: p => p,
  };
  path.posix = path;
  path._makeLong = path.toNamespacedPath;
  path.matchesGlob = own._absent("path", "matchesGlob");
  // Paths of rules have "/" everywhere.
  path.win32 = { sep: "\\", delimiter: ";", posix: path };
  for (const [name, f] of Object.entries(path)) if (typeof f === "function") path.win32[name] = own._absent("path.win32", name);
  path.win32.win32 = path.win32;
  return { _path: path };
})
