// util.parseArgs: the package does all but allowNegative, which came later.
(function (own) {
  "use strict";

  // negatable adds, for each option that is on or off, its --no-NAME.
  function negatable(options) {
    const all = { ...options };
    for (const [name, o] of Object.entries(options)) {
      if (o?.type === "boolean" && !Object.hasOwn(options, `no-${name}`)) all[`no-${name}`] = { type: "boolean" };
    }
    return all;
  }

  // undo turns --no-NAME into NAME that is off, in the tokens, and takes the
  // values anew, in the order of the tokens: the last one holds.
  function undo(tokens, options) {
    const values = { __proto__: null };
    for (const token of tokens) {
      if (token.kind !== "option" || token.name === "__proto__") continue;
      const off = token.name.startsWith("no-") && token.value === undefined;
      if (off) token.name = token.name.slice(3);
      const { name } = token, set = off ? false : token.value ?? true;
      if (Object.hasOwn(options, name) && options[name].multiple) (values[name] ??= []).push(set);
      else values[name] = set;
    }
    for (const [name, o] of Object.entries(options)) {
      if (o.default !== undefined && values[name] === undefined) values[name] = o.default;
    }
    return values;
  }

  // core is the package, with the class of Node's errors. A rule has no
  // arguments of its own.
  function core(config) {
    try {
      return own._parseArgsCore.parseArgs({ args: [], ...config });
    } catch (e) {
      throw e.code?.startsWith("ERR_PARSE_ARGS") ? own._coded(TypeError, e.code, e.message) : e;
    }
  }

  function parseArgs(config = {}) {
    if (config?.allowNegative === undefined) return core(config);
    if (typeof config.allowNegative !== "boolean") throw own._coded(TypeError, "ERR_INVALID_ARG_TYPE", `The "allowNegative" argument must be of type boolean. Received ${typeof config.allowNegative}`);
    if (!config.allowNegative) return core(config);
    const options = config.options ?? {};
    const { positionals, tokens } = core({ ...config, options: negatable(options), tokens: true });
    const result = { values: undo(tokens, options), positionals };
    return config.tokens ? { ...result, tokens } : result;
  }
  return { _parseArgs: parseArgs };
})
