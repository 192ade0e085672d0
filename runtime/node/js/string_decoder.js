// string_decoder: text from bytes that come in pieces. A function and not a
// class, because packages inherit with StringDecoder.call(this).
(function (own) {
  "use strict";
  const streaming = { utf8: "utf-8", "utf-8": "utf-8", utf16le: "utf-16le", "utf-16le": "utf-16le", ucs2: "utf-16le", "ucs-2": "utf-16le" };
  const states = new WeakMap(); // decoder → { text, rest }

  function StringDecoder(encoding = "utf8") {
    if (!own.Buffer.isEncoding(encoding)) throw own._coded(TypeError, "ERR_UNKNOWN_ENCODING", `StringDecoder: the encoding ${JSON.stringify(encoding)} is not known`);
    this.encoding = encoding.toLowerCase();
    const label = streaming[this.encoding];
    states.set(this, { text: label ? new TextDecoder(label, { ignoreBOM: true }) : null, rest: own.Buffer.alloc(0) });
  }

  StringDecoder.prototype.write = function write(chunk) {
    if (typeof chunk === "string") return chunk;
    if (!ArrayBuffer.isView(chunk)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `StringDecoder: give bytes, not ${chunk === null ? "null" : typeof chunk}`);
    const state = states.get(this);
    if (state.text) return state.text.decode(chunk, { stream: true });
    if (!this.encoding.startsWith("base64")) return own.Buffer.from(chunk).toString(this.encoding);
    // base64 writes three bytes at a time.
    const all = own.Buffer.concat([state.rest, chunk]), whole = all.length - all.length % 3;
    state.rest = all.subarray(whole);
    return all.subarray(0, whole).toString(this.encoding);
  };

  StringDecoder.prototype.end = function end(chunk) {
    const state = states.get(this), text = chunk === undefined ? "" : this.write(chunk);
    if (state.text) return text + state.text.decode();
    const rest = state.rest.toString(this.encoding);
    state.rest = own.Buffer.alloc(0);
    return text + rest;
  };

  return { _string_decoder: { StringDecoder } };
})
