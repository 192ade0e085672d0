// timers and timers/promises.
(function (own) {
  "use strict";
  const wait = (ms, value, { signal } = {}) => new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(own._aborted(signal));
    const aborted = () => { clearTimeout(t); reject(own._aborted(signal)); };
    const t = setTimeout(() => { signal?.removeEventListener("abort", aborted); resolve(value); }, ms);
    signal?.addEventListener("abort", aborted, { once: true });
  });
  // every yields value each ms, until it is left or aborted.
  function every(ms, value, { signal } = {}) {
    let due = 0, wake = null, t = null, over = false;
    const stop = () => wake?.();
    const end = () => {
      over = true;
      clearInterval(t);
      signal?.removeEventListener("abort", stop);
      return { value: undefined, done: true };
    };
    return {
      async next() {
        if (over) return end();
        if (t === null && !signal?.aborted) {
          t = setInterval(() => { due++; wake?.(); }, ms);
          signal?.addEventListener("abort", stop, { once: true });
        }
        while (due === 0 && !signal?.aborted) await new Promise(resolve => { wake = resolve; });
        if (signal?.aborted) {
          end();
          throw own._aborted(signal);
        }
        due--;
        return { value, done: false };
      },
      async return() { return end(); },
      [Symbol.asyncIterator]() { return this; },
    };
  }
  const promises = {
    setTimeout: wait, setInterval: every,
    setImmediate: (value, o) => wait(0, value, o),
    scheduler: { wait: (ms, o) => wait(ms, undefined, o), yield: () => wait(0) },
  };
  const _timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, promises, active() {}, enroll() {}, unenroll() {}, _unrefActive() {} };
  return { _timers };
})
