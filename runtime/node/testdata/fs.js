import("node:fs/promises").then(m => assert(typeof m.readFile === "function", "import"));
const fs = require("fs/promises");
equal(require("fs").promises === fs, true);
await fs.mkdir("a/b", { recursive: true });
await fs.writeFile("a/b/c.txt", "你好");
await fs.appendFile("a/b/c.txt", Buffer.from("!"));
equal(await fs.readFile("a/b/c.txt", "utf8"), "你好!");
equal(await fs.readFile("a/b/c.txt", { encoding: "hex" }), "e4bda0e5a5bd21");
equal(Buffer.isBuffer(await fs.readFile("a/b/c.txt")), true);
equal(await fs.readdir("a"), ["b"]);
equal(await fs.readdir(".", { recursive: true }), ["a", "a/b", "a/b/c.txt"]);
const [d] = await fs.readdir("a", { withFileTypes: true });
equal([d.name, d.isDirectory(), d.isFile()], ["b", true, false]);
const s = await fs.stat("a/b/c.txt");
equal([s.size, s.isFile(), s.mtime instanceof Date], [7, true, true]);
await fs.rename("a/b/c.txt", "d.txt");
await fs.copyFile("d.txt", "e.txt");
equal((await fs.readdir(".")).sort(), ["a", "d.txt", "e.txt"]);
await fs.unlink("d.txt");
await fs.rm("a", { recursive: true });
await fs.rm("none", { force: true });
await fs.access("e.txt");
await new Promise(resolve => require("fs").readFile("e.txt", "utf8", (err, text) => { equal([err, text], [null, "你好!"]); resolve(); }));
---
const fs = require("fs/promises");
try { await fs.readFile("nope"); assert(false); } catch (e) { equal([e.code, e.message, e.path, e.syscall], ["ENOENT", 'ENOENT: no such file or directory, readFile "nope"', "nope", "readFile"]); }
await fs.mkdir("dir");
try { await fs.mkdir("dir"); assert(false); } catch (e) { equal(e.code, "EEXIST"); }
try { await fs.writeFile("x", "1", { flag: "wx" }); await fs.writeFile("x", "1", { flag: "wx" }); assert(false); } catch (e) { equal(e.code, "EEXIST"); }
---
await require("fs/promises").readFile("../secret"); /// outside the files folder
---
await require("fs/promises").readFile("/etc/passwd"); /// "/etc/passwd" is outside the files folder
---
await require("fs/promises").writeFile("a/../../x", "1"); /// outside the files folder
---
await require("fs/promises").readFile(5); /// the path must be a string, not number
---
await require("fs/promises").writeFile("x", { a: 1 }); /// the data must be a string or bytes, not object: JSON.stringify
---
require("fs").readFileSync("../x"); /// outside the files folder
---
require("fs").watch("x"); /// fs.watch is not available
---
const fs = require("node:fs");
fs.mkdirSync("s/t", { recursive: true });
fs.writeFileSync("s/a.txt", "一");
fs.appendFileSync("s/a.txt", Buffer.from("二"));
equal([fs.readFileSync("s/a.txt", "utf8"), fs.readFileSync("s/a.txt").length, fs.existsSync("s/a.txt"), fs.existsSync("s/none"), fs.existsSync("../x"), fs.readdirSync("s"), fs.statSync("s/t").isDirectory(), fs.statSync("s/none", { throwIfNoEntry: false }), fs.constants.R_OK],
  ["一二", 6, true, false, false, ["a.txt", "t"], true, undefined, 4]);
const told = f => { try { f(); return "none"; } catch (e) { return e.code; } };
equal([told(() => fs.readFileSync("s/none")), told(() => fs.writeFileSync("s/a.txt", "x", { flag: "wx" })), told(() => fs.writeFileSync("s/a.txt", {})), told(() => fs.rmdirSync("s")), told(() => fs.unlinkSync("/etc/passwd"))], ["ENOENT", "EEXIST", "ERR_INVALID_ARG_TYPE", "ENOTEMPTY", "EACCES"]);
fs.renameSync("s/a.txt", "s/b.txt");
fs.copyFileSync("s/b.txt", "s/c.txt");
fs.accessSync("s/c.txt");
fs.unlinkSync("s/b.txt");
fs.rmSync("s/c.txt");
fs.rmdirSync("s/t");
equal(fs.readdirSync("s", { withFileTypes: true }), []);
const { pipeline } = require("stream/promises"), out = fs.createWriteStream("s/out.txt");
out.write("a".repeat(100000));
out.end("终");
await new Promise(resolve => out.on("finish", resolve));
equal([out.bytesWritten, fs.statSync("s/out.txt").size], [100003, 100003]);
const part = [];
for await (const c of fs.createReadStream("s/out.txt", { start: 99999, encoding: "utf8" })) part.push(c);
equal(part.join(""), "a终");
await pipeline(fs.createReadStream("s/out.txt"), fs.createWriteStream("s/copy.txt"));
await pipeline(fs.createReadStream("s/copy.txt"), fs.createWriteStream("s/out.txt", { flags: "a" }));
equal(fs.statSync("s/out.txt").size, 200006);
equal((await new Promise(resolve => fs.createReadStream("s/none").on("error", resolve))).code, "ENOENT");
equal(await new Promise(resolve => fs.exists("s/out.txt", resolve)), true);
---
await require("fs/promises").open("x"); /// fs.open is not available
