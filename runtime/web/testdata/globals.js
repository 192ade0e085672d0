// Names that nobody touched yet are there, and a script may put its own in
// their place.
equal(["fetch" in globalThis, typeof Headers, Object.keys(globalThis).includes("URL"), typeof _bytesOf, globalThis[""]], [true, "function", false, "undefined", undefined]);
globalThis.fetch = () => "mine";
equal(fetch(), "mine");
delete globalThis.fetch;
equal(typeof fetch, "function");
const d = Object.getOwnPropertyDescriptor(globalThis, "Headers");
equal([d.writable, d.enumerable, d.configurable], [true, false, true]);
equal([globalThis instanceof Object, typeof globalThis.hasOwnProperty, String(globalThis)], [true, "function", "[object global]"]);
---
function Request() { return "inner"; }
equal([Request(), new Headers() instanceof Headers, typeof globalThis.Request], ["inner", true, "function"]);
---
nothingOfThisName; /// nothingOfThisName is not defined
