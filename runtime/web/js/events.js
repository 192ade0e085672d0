// Event, EventTarget and DOMException.
(function (own) {
  "use strict";

  const codes = {
    IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5, NoModificationAllowedError: 7,
    NotFoundError: 8, NotSupportedError: 9, InUseAttributeError: 10, InvalidStateError: 11, SyntaxError: 12,
    InvalidModificationError: 13, NamespaceError: 14, InvalidAccessError: 15, TypeMismatchError: 17, SecurityError: 18,
    NetworkError: 19, AbortError: 20, URLMismatchError: 21, QuotaExceededError: 22, TimeoutError: 23, InvalidNodeTypeError: 24,
    DataCloneError: 25,
  };

  class DOMException extends Error {
    #name;
    constructor(message = "", options = "Error") {
      const o = Object(options) === options ? options : { name: options };
      super(`${message}`, "cause" in o ? { cause: o.cause } : undefined);
      this.#name = `${o.name ?? "Error"}`;
      // The trace begins with the name, which the engine took before it was known.
      const frames = String(this.stack).split("\n").slice(1).join("\n");
      Object.defineProperty(this, "stack", { value: `${this.#name}: ${message}\n${frames}`, writable: true, configurable: true });
    }
    get name() { return this.#name; }
    get code() { return codes[this.#name] ?? 0; }
    get [Symbol.toStringTag]() { return "DOMException"; }
  }
  const constants = "INDEX_SIZE DOMSTRING_SIZE HIERARCHY_REQUEST WRONG_DOCUMENT INVALID_CHARACTER NO_DATA_ALLOWED NO_MODIFICATION_ALLOWED NOT_FOUND NOT_SUPPORTED INUSE_ATTRIBUTE INVALID_STATE SYNTAX INVALID_MODIFICATION NAMESPACE INVALID_ACCESS VALIDATION TYPE_MISMATCH SECURITY NETWORK ABORT URL_MISMATCH QUOTA_EXCEEDED TIMEOUT INVALID_NODE_TYPE DATA_CLONE";
  constants.split(" ").forEach((name, i) => {
    for (const o of [DOMException, DOMException.prototype]) Object.defineProperty(o, `${name}_ERR`, { value: i + 1, enumerable: true });
  });

  class Event {
    #type; #init; #stop = false; #stopNow = false; #prevented = false;
    #target = null; #current = null; #time = performance.now();
    constructor(type, init) {
      if (arguments.length === 0) throw own._coded(TypeError, "ERR_MISSING_ARGS", "Event: the type is missing");
      this.#type = `${type}`;
      this.#init = { ...init };
    }
    get type() { return this.#type; }
    get bubbles() { return !!this.#init.bubbles; }
    get cancelable() { return !!this.#init.cancelable; }
    get composed() { return !!this.#init.composed; }
    get defaultPrevented() { return this.#prevented; }
    get target() { return this.#target; }
    get currentTarget() { return this.#current; }
    get srcElement() { return this.#target; }
    get timeStamp() { return this.#time; }
    get eventPhase() { return this.#current ? 2 : 0; }
    get isTrusted() { return false; }
    get cancelBubble() { return this.#stop; }
    composedPath() { return this.#current ? [this.#current] : []; }
    preventDefault() { if (this.cancelable) this.#prevented = true; }
    stopPropagation() { this.#stop = true; }
    stopImmediatePropagation() { this.#stop = this.#stopNow = true; }
    get [Symbol.toStringTag]() { return "Event"; }

    static dispatch(target, event, listeners) {
      if (event.#current) throw new DOMException("the event is being dispatched", "InvalidStateError");
      event.#target = event.#current = target;
      for (const l of listeners) {
        if (l.removed) continue;
        if (l.once) l.remove();
        try {
          if (typeof l.callback === "function") l.callback.call(target, event);
          else l.callback.handleEvent(event);
        } catch (e) {
          queueMicrotask(() => { throw e; }); // reported like any uncaught error
        }
        if (event.#stopNow) break;
      }
      event.#current = null;
      return !event.#prevented;
    }
  }
  const dispatch = Event.dispatch;
  delete Event.dispatch;

  class CustomEvent extends Event {
    #detail;
    constructor(type, init) {
      super(type, init);
      this.#detail = init?.detail ?? null;
    }
    get detail() { return this.#detail; }
    get [Symbol.toStringTag]() { return "CustomEvent"; }
  }

  class EventTarget {
    #listeners = new Map();

    addEventListener(type, callback, options) {
      if (callback === null || callback === undefined) return;
      if (typeof callback !== "function" && typeof callback !== "object") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "addEventListener: the listener must be a function or an object");
      const o = typeof options === "boolean" ? { capture: options } : options ?? {};
      if (o.signal?.aborted) return;
      const list = this.#listeners.get(`${type}`) ?? [];
      this.#listeners.set(`${type}`, list);
      if (list.some(l => l.callback === callback && l.capture === !!o.capture)) return;
      const l = { callback, capture: !!o.capture, once: !!o.once, removed: false };
      l.remove = () => {
        l.removed = true;
        const i = list.indexOf(l);
        if (i >= 0) list.splice(i, 1);
      };
      list.push(l);
      o.signal?.addEventListener("abort", l.remove, { once: true });
    }

    removeEventListener(type, callback, options) {
      const capture = !!(typeof options === "boolean" ? options : options?.capture);
      this.#listeners.get(`${type}`)?.find(l => l.callback === callback && l.capture === capture)?.remove();
    }

    dispatchEvent(event) {
      if (!(event instanceof Event)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "dispatchEvent: not an Event");
      return dispatch(this, event, [...this.#listeners.get(event.type) ?? []]);
    }

    get [Symbol.toStringTag]() { return "EventTarget"; }
  }

  return { DOMException, Event, CustomEvent, EventTarget };
})
