// Runs a probe in Node: its path is the argument. A failure is told by name and
// first line, as an error of a rule is compared. Packages write to the output
// too, so a mark stands before the answer.
const say = text => process.stdout.write("\n\x01answer " + JSON.stringify(text) + "\n", () => process.exit(0));
const failed = e => say(`THROW ${e?.name ?? typeof e}: ${String(e?.message ?? e).split("\n")[0]}`);
setTimeout(() => failed(new Error("no answer within a minute")), 60000);
import(process.argv[2]).then(() => globalThis.work()).then(text => say("OK " + text), failed);
