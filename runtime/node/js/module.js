// module: what is built in, and require of it.
(function (own, go) {
  "use strict";
  const bare = name => `${name}`.replace(/^node:/, "");
  const builtinModules = go.names();
  const isBuiltin = name => builtinModules.includes(bare(name)) || builtinModules.includes(name);

  function Module(id = "") { Object.assign(this, { id, path: "", exports: {}, filename: null, loaded: false, children: [], paths: [] }); }
  const require = name => go.require(`${name}`);
  Object.assign(require, { resolve: name => (isBuiltin(name) ? name : go.require(`${name}`)), cache: {}, main: undefined, extensions: {} });
  Object.assign(Module, {
    Module, builtinModules, isBuiltin, createRequire: () => require, _cache: {}, _pathCache: {}, _extensions: { ".js"() {}, ".json"() {}, ".node"() {} }, globalPaths: [], constants: {},
    syncBuiltinESMExports() {}, findSourceMap: () => undefined, getSourceMapsSupport: () => ({ enabled: true, nodeModules: false, generatedCode: false }), setSourceMapsSupport() {},
    enableCompileCache: () => ({ status: 3 }), flushCompileCache() {}, getCompileCacheDir: () => undefined,
    _resolveFilename: name => require.resolve(name), _load: name => require(name), _nodeModulePaths: () => [],
    SourceMap: own._absent("module", "SourceMap", Object),
  });
  for (const name of ["register", "registerHooks", "runMain", "stripTypeScriptTypes", "findPackageJSON"]) Module[name] = own._absent("module", name);
  return { _module: Module };
})
