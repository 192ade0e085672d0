// atob, btoa, performance and reportError.
(function (own, go) {
  "use strict";

  // text names its argument in the error, which Go returns instead of text.
  const base64 = f => text => {
    const r = f(`${text}`);
    if (r.error) throw new own.DOMException(r.error, "InvalidCharacterError");
    return r.text;
  };
  const atob = base64(go.atob), btoa = base64(go.btoa);

  const marks = new Map();
  const at = name => {
    if (!marks.has(name)) throw new own.DOMException(`performance: there is no mark ${JSON.stringify(name)}`, "SyntaxError");
    return marks.get(name);
  };
  const performance = {
    now: () => go.now(),
    timeOrigin: go.origin(),
    mark(name, options) {
      const startTime = options?.startTime ?? go.now();
      marks.set(`${name}`, startTime);
      return { name: `${name}`, entryType: "mark", startTime, duration: 0 };
    },
    measure(name, from, to) {
      const startTime = from === undefined ? 0 : at(from);
      return { name: `${name}`, entryType: "measure", startTime, duration: (to === undefined ? go.now() : at(to)) - startTime };
    },
    clearMarks(name) { name === undefined ? marks.clear() : marks.delete(name); },
    toJSON() { return { timeOrigin: this.timeOrigin }; },
  };

  function reportError(e) { queueMicrotask(() => { throw e; }); }

  return { atob, btoa, performance, reportError };
})
