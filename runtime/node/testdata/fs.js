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
require("fs").readFileSync("x"); /// fs.readFileSync is not available.*use await fs.promises.readFile
---
require("fs").existsSync("x"); /// use await fs.promises.access
---
await require("fs/promises").open("x"); /// fs.open is not available
