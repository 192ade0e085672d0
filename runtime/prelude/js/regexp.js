// RegExp.escape: what makes of any text a pattern that matches just it.
(function () {
  "use strict";
  const hex = c => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`;
  const letters = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\f": "\\f" };
  const other = c => letters[c] ?? (c.charCodeAt(0) < 256 ? hex(c) : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

  Object.defineProperty(RegExp, "escape", {
    writable: true, configurable: true,
    value: function escape(s) {
      if (typeof s !== "string") throw new TypeError(`RegExp.escape: ${typeof s} is not a string`);
      return s
        .replace(/[\^$\\.*+?()[\]{}|\/]/g, "\\$&")
        .replace(/[,\-=<>#&!%:;@~'`"\s]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, other)
        .replace(/^[0-9A-Za-z]/, hex);
    },
  });
})();
