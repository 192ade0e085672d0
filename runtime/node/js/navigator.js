// self and navigator, as far as packages look at them while they load.
(function (own, go) {
  "use strict";
  const navigator = Object.create({}, {
    userAgent: { get: () => "hotreply", enumerable: true },
    language: { get: () => globalThis.Intl?.DateTimeFormat().resolvedOptions().locale ?? "en-US", enumerable: true },
    languages: { get: () => [navigator.language], enumerable: true },
    hardwareConcurrency: { get: () => go.cpus, enumerable: true },
    onLine: { get: () => true, enumerable: true },
    platform: { get: () => go.platform, enumerable: true },
    [Symbol.toStringTag]: { value: "Navigator" },
  });
  return { navigator, self: globalThis, global: globalThis };
})
