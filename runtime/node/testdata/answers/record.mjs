// Writes NAME.json, what Node answers to the cases of each NAME.js:
//
//	node record.mjs
import { createRequire } from "node:module";
import { readdirSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
for (const file of readdirSync(here).filter(f => f.endsWith(".js"))) {
  const answers = {};
  for (const [name, f] of Object.entries(createRequire(import.meta.url)(`./${file}`))) {
    answers[name] = JSON.stringify(await f()) ?? "undefined";
  }
  writeFileSync(new URL(file.replace(/js$/, "json"), here), JSON.stringify(answers, null, 1) + "\n");
}
