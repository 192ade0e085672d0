// RegExp with \p{…} that means what it says.
//
// The engine sends patterns without lookaround and backreferences to a matcher
// that reads \p{L} as p{L}, in silence. An empty lookahead in front sends them
// to the other one, which knows Unicode properties. The bundler turns literals
// with \p into calls of this constructor.
(function () {
  "use strict";
  const Native = globalThis.RegExp;
  const proto = Native.prototype;
  const prefix = "(?=)";
  const property = /\\[pP]\{/;
  const source = Object.getOwnPropertyDescriptor(proto, "source").get;

  // plain is a pattern as its author wrote it.
  const plain = s => (s.startsWith(prefix) && property.test(s) ? s.slice(prefix.length) : s);

  function check(flags) {
    if (flags.includes("d")) throw new SyntaxError('RegExp flag "d" (indices) is not available: use match.index and the lengths of the groups');
  }

  // emoji is one as people see it: flags, keycaps, skin tones, joined families.
  const emoji = () => {
    const one = "(?:\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}|\\p{Emoji}\\uFE0F|\\p{Emoji_Presentation})";
    return `(?:\\p{RI}\\p{RI}|[0-9#*]\\uFE0F?\\u20E3|${one}(?:\\u200D${one})*)`;
  };

  // v is u plus set notation and properties of strings; without these it is u.
  function lowerV(pattern, flags) {
    if (/\[[^\]]*(--|&&|\\q\{)/.test(pattern)) throw new SyntaxError('RegExp flag "v": set operations (--, &&, \\q) are not available: write the set out, or use a lookahead such as (?!x)\\p{L}');
    return flags.replace("v", "u");
  }

  function RegExp(pattern, flags) {
    const isRegExp = Object(pattern) === pattern && (pattern[Symbol.match] ?? pattern instanceof Native);
    if (new.target === undefined && isRegExp && flags === undefined && pattern.constructor === RegExp) return pattern;
    let text = isRegExp ? pattern.source : pattern === undefined ? "" : `${pattern}`;
    let marks = flags === undefined ? (isRegExp ? pattern.flags : "") : `${flags}`;
    if (marks !== "") {
      check(marks);
      if (marks.includes("v") && !marks.includes("u")) {
        marks = lowerV(text, marks);
        text = text.replace(/\\p\{(RGI_Emoji|Basic_Emoji)\}/g, emoji);
      }
      if (marks.includes("u") && property.test(text)) text = prefix + text;
    }
    return Reflect.construct(Native, [text, marks], new.target ?? RegExp);
  }

  Object.defineProperty(RegExp, "prototype", { value: proto });
  Object.defineProperty(RegExp, Symbol.species, { get() { return this; }, configurable: true });
  Object.defineProperty(RegExp, "escape", {
    writable: true, configurable: true,
    value: function escape(s) {
      if (typeof s !== "string") throw new TypeError(`RegExp.escape: ${typeof s} is not a string`);
      const hex = c => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;
      return s
        .replace(/[\^$\\.*+?()[\]{}|\/]/g, "\\$&")
        .replace(/[,\-=<>#&!%:;@~'`"\s]/g, c => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\f": "\\f" })[c]
          ?? (c.charCodeAt(0) < 256 ? hex(c) : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`))
        .replace(/^[0-9A-Za-z]/, hex);
    },
  });
  Object.defineProperty(proto, "constructor", { value: RegExp, writable: true, configurable: true });
  Object.defineProperty(proto, "source", { get() { return plain(source.call(this)); }, configurable: true });
  Object.defineProperty(proto, "toString", {
    writable: true, configurable: true,
    value: function toString() { return `/${this.source}/${this.flags}`; },
  });
  Object.defineProperty(globalThis, "RegExp", { value: RegExp, writable: true, configurable: true });
})();
