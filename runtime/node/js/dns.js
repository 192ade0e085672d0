// dns: names are resolved by fetch alone; what looks nothing up works.
(function (own) {
  "use strict";
  const queries = "lookup lookupService resolve resolve4 resolve6 resolveAny resolveCaa resolveCname resolveMx resolveNaptr resolveNs resolvePtr resolveSoa resolveSrv resolveTlsa resolveTxt reverse".split(" ");
  const flags = { ADDRCONFIG: 32, ALL: 16, V4MAPPED: 8 };
  let order = "verbatim", servers = [];
  const settings = { getServers: () => [...servers], setServers(list) { servers = [...list]; }, getDefaultResultOrder: () => order, setDefaultResultOrder(o) { order = o; } };

  class Resolver {
    cancel() {}
    setLocalAddress() {}
    getServers() { return settings.getServers(); }
    setServers(list) { settings.setServers(list); }
  }
  class PromisesResolver extends Resolver {}
  const promises = { ...own._constants.dns, ...settings, Resolver: PromisesResolver };
  const _dns = { ...own._constants.dns, ...flags, ...settings, Resolver, promises };
  for (const name of queries) {
    _dns[name] = (...args) => {
      const done = args.at(-1);
      if (typeof done !== "function") throw own._unavailable("dns", name);
      queueMicrotask(() => done(own._unavailable("dns", name)));
    };
    promises[name] = async () => { throw own._unavailable("dns", `promises.${name}`); };
    if (name === "lookup" || name === "lookupService") continue;
    Resolver.prototype[name] = _dns[name];
    PromisesResolver.prototype[name] = promises[name];
  }
  return { _dns };
})
