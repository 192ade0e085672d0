// TextEncoder and TextDecoder. The codecs are in Go.
(function (own, go) {
  "use strict";

  class TextEncoder {
    get encoding() { return "utf-8"; }
    encode(text = "") { return go.encode(`${text}`); }
    encodeInto(text, target) {
      if (!(target instanceof Uint8Array)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "encodeInto: the target is not a Uint8Array");
      let read = 0, written = 0;
      for (const c of `${text}`) {
        const bytes = go.encode(c);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += c.length;
      }
      return { read, written };
    }
    get [Symbol.toStringTag]() { return "TextEncoder"; }
  }

  class TextDecoder {
    #name; #fatal; #ignoreBOM; #decode; #streaming = false;

    constructor(label = "utf-8", options = {}) {
      this.#name = go.encodingName(`${label}`.trim());
      if (!this.#name) throw own._coded(RangeError, "ERR_ENCODING_NOT_SUPPORTED", `TextDecoder: the encoding ${JSON.stringify(`${label}`)} is not known`);
      this.#fatal = !!options?.fatal;
      this.#ignoreBOM = !!options?.ignoreBOM;
    }
    get encoding() { return this.#name; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }
    decode(input = new Uint8Array(0), { stream = false } = {}) {
      if (!(input instanceof ArrayBuffer) && !ArrayBuffer.isView(input)) throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", "TextDecoder.decode: give an ArrayBuffer or a typed array");
      if (!this.#streaming) this.#decode = go.decoder(this.#name, this.#fatal, this.#ignoreBOM);
      this.#streaming = !!stream;
      return this.#decode(own._bytesOf(input), this.#streaming);
    }
    get [Symbol.toStringTag]() { return "TextDecoder"; }
  }

  return { TextEncoder, TextDecoder };
})
