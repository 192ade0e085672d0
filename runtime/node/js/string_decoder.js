// string_decoder: text from bytes that come in pieces.
(function (own) {
  "use strict";
  const streaming = { utf8: "utf-8", "utf-8": "utf-8", utf16le: "utf-16le", "utf-16le": "utf-16le", ucs2: "utf-16le", "ucs-2": "utf-16le" };

  class StringDecoder {
    #decoder = null; #rest = own.Buffer.alloc(0);
    constructor(encoding = "utf8") {
      if (!own.Buffer.isEncoding(encoding)) throw new TypeError(`StringDecoder: the encoding ${JSON.stringify(encoding)} is not known`);
      this.encoding = encoding.toLowerCase();
      const label = streaming[this.encoding];
      if (label) this.#decoder = new TextDecoder(label, { ignoreBOM: true });
    }
    write(chunk) {
      if (typeof chunk === "string") return chunk;
      if (this.#decoder) return this.#decoder.decode(chunk, { stream: true });
      if (!this.encoding.startsWith("base64")) return own.Buffer.from(chunk).toString(this.encoding);
      // base64 writes three bytes at a time.
      const all = own.Buffer.concat([this.#rest, chunk]), whole = all.length - all.length % 3;
      this.#rest = all.subarray(whole);
      return all.subarray(0, whole).toString(this.encoding);
    }
    end(chunk) {
      const text = chunk === undefined ? "" : this.write(chunk);
      if (this.#decoder) return text + this.#decoder.decode();
      const rest = this.#rest.toString(this.encoding);
      this.#rest = own.Buffer.alloc(0);
      return text + rest;
    }
  }
  return { _string_decoder: { StringDecoder } };
})
