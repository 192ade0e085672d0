// fetch. The exchange itself, its rules and time limits are in Go.
(function (own, go) {
  "use strict";
  const bodiless = [101, 204, 205, 304];

  // settled gives the result of a step of the exchange, or throws.
  async function settled(step, request) {
    const [error, result] = await step;
    if (!error) return result;
    throw request.signal.aborted ? request.signal.reason : failure(request, error);
  }

  // failure is the error of a request: its own cause stays reachable, with
  // code and hint where there are any.
  function failure(request, e) {
    if (e?.name === "TimeoutError") return e;
    const error = new TypeError(`fetch ${request.method} ${request.url}: ${e?.message ?? e}`, { cause: e });
    for (const key of ["code", "hint"]) if (e?.[key] !== undefined) error[key] = e[key];
    return error;
  }

  function dataURL(url) {
    const m = /^data:([^,]*?)(;base64)?,(.*)$/is.exec(url);
    if (!m) throw new TypeError(`fetch: ${url.slice(0, 40)} is not a valid data: URL`);
    const text = decodeURIComponent(m[3].replace(/%(?![0-9a-f]{2})/gi, "%25"));
    const bytes = m[2] ? Uint8Array.from(atob(text.replace(/\s/g, "")), c => c.charCodeAt(0)) : own._bytesOf(text);
    return new own.Response(bytes, { headers: { "content-type": m[1] || "text/plain;charset=US-ASCII" } });
  }

  async function fetch(input, init) {
    if (arguments.length === 0) throw new TypeError("fetch: the URL is missing");
    const request = new own.Request(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    if (request.url.startsWith("data:")) return dataURL(request.url);

    const body = await own._takeBody(request);
    const exchange = go.exchange(request.method, request.url, [...request.headers], request.redirect, body);
    let out = null; // controller of the response's stream
    const abort = () => {
      exchange.cancel();
      out?.error(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    const over = () => signal.removeEventListener("abort", abort);

    let head;
    try {
      head = await settled(exchange.response(), request);
    } catch (e) {
      over();
      throw e;
    }
    signal.throwIfAborted();

    const stream = new own.ReadableStream({
      start(c) { out = c; },
      async pull(c) {
        let chunk;
        try {
          chunk = await settled(exchange.read(), request);
        } catch (e) {
          over();
          throw e;
        }
        if (signal.aborted) return;
        if (chunk) return c.enqueue(new Uint8Array(chunk));
        over();
        c.close();
      },
      cancel() {
        over();
        exchange.cancel();
      },
    }, { highWaterMark: 0 });
    const empty = bodiless.includes(head.status) || request.method === "HEAD";
    if (empty) {
      over();
      exchange.cancel();
    }
    return new own.Response(empty ? null : stream, head, { url: head.url, redirected: head.redirected, type: "basic" });
  }

  return { fetch };
})
