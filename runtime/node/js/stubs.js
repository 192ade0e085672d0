// Modules of which nothing, or little, can be had here. What they export is
// there under its name; functions throw when they are called, classes when
// they are made.
(function (own) {
  "use strict";
  const EventEmitter = own._events;

  // stub makes the functions and the classes of a module; Base is what the
  // classes inherit from, so that others can inherit from them.
  function stub(module, functions, classes = "", Base = EventEmitter) {
    const list = text => text.split(" ").filter(Boolean);
    return Object.fromEntries([...list(functions).map(n => [n, own._absent(module, n)]), ...list(classes).map(n => [n, own._absent(module, n, Base)])]);
  }

  const _childProcess = stub("child_process", "exec execFile execFileSync execSync fork spawn spawnSync", "ChildProcess");

  const _cluster = Object.assign(new EventEmitter(), stub("cluster", "fork disconnect", "Worker"), {
    isMaster: true, isPrimary: true, isWorker: false, workers: {}, settings: {}, SCHED_NONE: 1, SCHED_RR: 2, schedulingPolicy: 2, setupMaster() {}, setupPrimary() {},
  });

  const _workers = {
    ...stub("worker_threads", "receiveMessageOnPort moveMessagePortToContext postMessageToThread", "Worker MessageChannel MessagePort BroadcastChannel"),
    isMainThread: true, isInternalThread: false, parentPort: null, threadId: 0, threadName: "", workerData: null, resourceLimits: {}, SHARE_ENV: Symbol.for("nodejs.worker_threads.SHARE_ENV"),
    getEnvironmentData: () => undefined, setEnvironmentData() {}, markAsUntransferable() {}, markAsUncloneable() {}, isMarkedAsUntransferable: () => false,
  };

  const Context = own._absent("vm", "Script", Object);
  const _vm = { ...stub("vm", "compileFunction createContext createScript measureMemory runInContext runInNewContext"), Script: Context, isContext: () => false, constants: {},
    runInThisContext: code => (0, eval)(`${code}`) };

  const _v8 = {
    ...stub("v8", "deserialize serialize getHeapSnapshot writeHeapSnapshot queryObjects", "Deserializer Serializer DefaultDeserializer DefaultSerializer GCProfiler", Object),
    cachedDataVersionTag: () => 0, setFlagsFromString() {}, takeCoverage() {}, stopCoverage() {}, setHeapSnapshotNearHeapLimit() {}, startupSnapshot: { isBuildingSnapshot: () => false }, promiseHooks: {},
    getHeapStatistics: () => ({ total_heap_size: 0, used_heap_size: 0, heap_size_limit: 0, total_available_size: 0, malloced_memory: 0 }), getHeapSpaceStatistics: () => [], getHeapCodeStatistics: () => ({}),
  };

  const _inspector = { ...stub("inspector", "open waitForDebugger", "Session"), close() {}, url: () => undefined, console: globalThis.console, Network: {} };
  const _repl = { ...stub("repl", "start isValidSyntax writer", "REPLServer Recoverable"), REPL_MODE_SLOPPY: Symbol("repl-sloppy"), REPL_MODE_STRICT: Symbol("repl-strict") };
  const _sqlite = { ...stub("sqlite", "backup", "DatabaseSync StatementSync", Object), constants: {} };
  const _wasi = stub("wasi", "", "WASI", Object);
  const _trace = { createTracing: own._absent("trace_events", "createTracing"), getEnabledCategories: () => undefined };
  const _domain = { ...stub("domain", "create createDomain", "Domain"), active: null };
  const _sea = { isSea: () => false, ...stub("sea", "getAsset getAssetAsBlob getAssetKeys getRawAsset") };
  const _test = Object.assign(own._absent("test", "test"), stub("test", "after afterEach before beforeEach describe it only run skip suite todo"));
  _test.test = _test;
  _test.default = _test;

  const _console = Object.assign(Object.create(globalThis.console ?? {}), globalThis.console, stub("console", "", "Console", Object));

  // A terminal is never there.
  const _tty = { isatty: () => false, ...stub("tty", "", "ReadStream WriteStream") };

  return { _childProcess, _cluster, _workers, _vm, _v8, _inspector, _repl, _sqlite, _wasi, _trace, _domain, _sea, _test, _tty, _console };
})
