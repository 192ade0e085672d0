// Records what Node 22 answers to the lines of cases.txt:
//
//	node runtime/internal/scriptjson/testdata/record.mjs
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
if (!process.version.startsWith("v22.")) throw new Error(`this is Node ${process.version}: the answers are those of Node 22`);
(0, eval)(readFileSync(new URL("show.js", here), "utf8"));
const cases = readFileSync(new URL("cases.txt", here), "utf8").split("\n").filter(line => line !== "");
writeFileSync(new URL("answers.txt", here), cases.map(line => show(() => (0, eval)(line)) + "\n").join(""));
