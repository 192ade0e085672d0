const path = require("path");
equal(path.join("a", "../b", "./c/"), "b/c/");
equal(path.join(), ".");
equal(path.normalize("/a//b/../../../c"), "/c");
equal(path.normalize("../a/.."), "..");
equal(path.resolve("a", "/b", "c"), "/b/c");
equal([path.dirname("/a/b/c"), path.dirname("a"), path.dirname("/a"), path.dirname("a/b/")], ["/a/b", ".", "/", "a"]);
equal([path.basename("/a/b.txt"), path.basename("/a/b.txt", ".txt"), path.basename("a/"), path.basename("")], ["b.txt", "b", "a", ""]);
equal([path.extname("a.b.c"), path.extname(".bashrc"), path.extname("a."), path.extname("a"), path.extname(".a.b")], [".c", "", ".", "", ".b"]);
equal(path.relative("/a/b/c", "/a/d"), "../../d");
equal(path.parse("/home/x/f.txt"), { root: "/", dir: "/home/x", base: "f.txt", ext: ".txt", name: "f" });
equal(path.format({ dir: "/d", base: "b.c" }), "/d/b.c");
equal([path.isAbsolute("/a"), path.isAbsolute("a"), path.sep, path.posix === path], [true, false, "/", true]);
---
require("path").join("a", 1); /// path must be a string, not number
