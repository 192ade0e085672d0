// Stands under each probe, in Node and in a rule. work() makes a text of what
// run() returns; what JSON would lose is marked.
globalThis.work = async () =>
  JSON.stringify(await run(), function (key, value) {
    const raw = this[key];
    if (raw === undefined) return "__undef";
    if (typeof raw === "bigint") return "B" + raw;
    if (typeof raw === "function" || typeof raw === "symbol") return "__" + typeof raw;
    if (typeof raw === "number") return Object.is(raw, -0) ? "__-0" : Number.isFinite(raw) ? raw : "__" + raw;
    if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? "D?" : "D" + raw.toISOString();
    if (raw instanceof Uint8Array) return "U" + Array.from(raw).join(",");
    if (raw instanceof Map) return { __map: [...raw] };
    if (raw instanceof Set) return { __set: [...raw] };
    if (raw instanceof Error) return `E${raw.name}: ${raw.message}`;
    return value;
  });
