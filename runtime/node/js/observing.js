// perf_hooks, diagnostics_channel and async_hooks.
(function (own, go) {
  "use strict";

  class Observer {
    observe() {}
    disconnect() {}
    takeRecords() { return []; }
  }
  Observer.supportedEntryTypes = [];
  const histogram = () => ({ min: 0, max: 0, mean: 0, stddev: 0, exceeds: 0, count: 0, enable: () => true, disable: () => true, reset() {}, record() {}, percentile: () => 0, percentiles: new Map() });
  const _perf = {
    get performance() { return globalThis.performance; },
    PerformanceObserver: Observer, monitorEventLoopDelay: histogram, createHistogram: histogram, constants: { NODE_PERFORMANCE_GC_MAJOR: 4, NODE_PERFORMANCE_GC_MINOR: 1 },
    PerformanceEntry: class PerformanceEntry {}, PerformanceMark: class PerformanceMark {}, PerformanceMeasure: class PerformanceMeasure {},
    PerformanceObserverEntryList: class PerformanceObserverEntryList {}, PerformanceResourceTiming: class PerformanceResourceTiming {},
    get Performance() { return globalThis.performance.constructor; },
  };

  const channels = new Map();
  class Channel {
    #listeners = []; #stores = new Map();
    constructor(name) { this.name = name; }
    get hasSubscribers() { return this.#listeners.length > 0 || this.#stores.size > 0; }
    subscribe(f) {
      if (typeof f !== "function") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "subscription" argument must be of type function. Received ${f === null ? "null" : typeof f}`);
      this.#listeners = [...this.#listeners, f];
    }
    unsubscribe(f) {
      const at = this.#listeners.indexOf(f);
      if (at >= 0) this.#listeners = this.#listeners.toSpliced(at, 1);
      return at >= 0;
    }
    bindStore(store, transform) { this.#stores.set(store, transform); }
    unbindStore(store) { return this.#stores.delete(store); }
    publish(message) { for (const f of this.#listeners) f(message, this.name); }
    runStores(context, f, self, ...args) {
      let run = () => { this.publish(context); return f.apply(self, args); };
      for (const [store, transform] of this.#stores) {
        const next = run;
        run = () => store.run(transform ? transform(context) : context, next);
      }
      return run();
    }
  }
  const channel = name => {
    if (!channels.has(name)) channels.set(name, new Channel(name));
    return channels.get(name);
  };

  // A TracingChannel is five channels around one call.
  const steps = ["start", "end", "asyncStart", "asyncEnd", "error"];
  class TracingChannel {
    constructor(name) { for (const s of steps) this[s] = typeof name === "string" ? channel(`tracing:${name}:${s}`) : name[s]; }
    get hasSubscribers() { return steps.some(s => this[s].hasSubscribers); }
    subscribe(handlers) { for (const s of steps) if (handlers[s]) this[s].subscribe(handlers[s]); }
    unsubscribe(handlers) { return steps.every(s => !handlers[s] || this[s].unsubscribe(handlers[s])); }
    traceSync(f, context = {}, self, ...args) {
      return this.start.runStores(context, () => {
        try {
          return context.result = f.apply(self, args);
        } catch (e) {
          context.error = e;
          this.error.publish(context);
          throw e;
        } finally {
          this.end.publish(context);
        }
      });
    }
    tracePromise(f, context = {}, self, ...args) {
      const over = (key, publish) => v => {
        context[key] = v;
        if (publish) this.error.publish(context);
        this.asyncStart.publish(context);
        this.asyncEnd.publish(context);
        if (publish) throw v;
        return v;
      };
      return this.start.runStores(context, () => {
        try {
          return Promise.resolve(f.apply(self, args)).then(over("result", false), over("error", true));
        } finally {
          this.end.publish(context);
        }
      });
    }
    traceCallback(f, position = -1, context = {}, self, ...args) { return this.traceSync(f, context, self, ...args); }
  }
  const _diagnostics = {
    channel, Channel, hasSubscribers: name => channels.get(name)?.hasSubscribers ?? false, subscribe: (name, f) => channel(name).subscribe(f), unsubscribe: (name, f) => channel(name).unsubscribe(f),
    tracingChannel: name => new TracingChannel(name),
  };
  return { _perf, _diagnostics };
})
