// assert.
(function (own) {
  "use strict";
  const inspect = own._inspect, equal = own._deepEqual;

  class AssertionError extends Error {
    constructor({ message, actual, expected, operator } = {}) {
      super(message ?? `${inspect(actual)} ${operator} ${inspect(expected)}`);
      Object.assign(this, { name: "AssertionError", code: "ERR_ASSERTION", actual, expected, operator, generatedMessage: message === undefined });
    }
  }

  // must throws unless ok. An Error as message is thrown itself.
  function must(ok, actual, expected, operator, message) {
    if (ok) return;
    if (message instanceof Error) throw message;
    throw new AssertionError({ message, actual, expected, operator });
  }

  // fits compares a thrown error with what assert.throws was given.
  function fits(e, want, message) {
    if (want === undefined || typeof want === "string") return;
    if (want instanceof RegExp) return must(want.test(String(e)), e, want, "does not match", message);
    if (typeof want === "function") {
      if (want.prototype !== undefined && e instanceof want) return;
      if (Error.isPrototypeOf(want) || want === Error) throw e;
      return must(want.call({}, e) === true, e, want, "was not accepted by", message);
    }
    for (const key of Object.keys(want)) {
      const ok = want[key] instanceof RegExp && typeof e[key] === "string" ? want[key].test(e[key]) : equal(e[key], want[key]);
      must(ok, e[key], want[key], `is not (${key})`, message);
    }
  }

  const assert = (v, message) => must(v, v, true, "is not", message);
  Object.assign(assert, {
    AssertionError, ok: (v, m) => must(v, v, true, "is not", m),
    equal: (a, b, m) => must(a == b || (a !== a && b !== b), a, b, "!=", m),
    notEqual: (a, b, m) => must(a != b, a, b, "==", m),
    strictEqual: (a, b, m) => must(Object.is(a, b), a, b, "!==", m),
    notStrictEqual: (a, b, m) => must(!Object.is(a, b), a, b, "===", m),
    deepEqual: (a, b, m) => must(equal(a, b, true), a, b, "is not deeply", m),
    notDeepEqual: (a, b, m) => must(!equal(a, b, true), a, b, "is deeply", m),
    deepStrictEqual: (a, b, m) => must(equal(a, b), a, b, "is not deeply", m),
    notDeepStrictEqual: (a, b, m) => must(!equal(a, b), a, b, "is deeply", m),
    match: (s, r, m) => must(typeof s === "string" && r.test(s), s, r, "does not match", m),
    doesNotMatch: (s, r, m) => must(!(typeof s === "string" && r.test(s)), s, r, "matches", m),
    fail: (m = "failed") => must(false, undefined, undefined, "fail", m),
    ifError: e => { if (e !== null && e !== undefined) throw e; },
    throws(f, want, m) {
      try {
        f();
      } catch (e) {
        return fits(e, want, m);
      }
      must(false, undefined, want, "was not thrown:", typeof want === "string" ? want : m ?? "nothing was thrown");
    },
    doesNotThrow(f) { f(); },
    async rejects(p, want, m) {
      try {
        await (typeof p === "function" ? p() : p);
      } catch (e) {
        return fits(e, want, m);
      }
      must(false, undefined, want, "was not thrown:", m ?? "nothing was rejected");
    },
    async doesNotReject(p) { await (typeof p === "function" ? p() : p); },
  });
  assert.strict = assert;
  return { _assert: assert };
})
