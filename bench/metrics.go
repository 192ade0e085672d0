package main

// metric is one number that measures find, once a round and side.
type metric struct {
	key, title, unit string
	more             bool    // more is better
	target           float64 // for new divided by old, or by the yardstick; 0 is none
	limit            float64 // for the new one's median on two cores; 0 is none
}

// metrics are all numbers, in the order of the table.
var metrics = []metric{
	{"https.cpu", "CPU a message over https, closed loop", "µs", false, 0.25, 0},
	{"http.rate", "messages a second over http, 400 users", "/s", true, 1.9, 5000},
	{"https.rate", "messages a second over https, 400 users", "/s", true, 4, 0},
	{"http.cpu", "CPU a message over http, closed loop", "µs", false, 0, 0},
	{"http.p99", "p99 over http, closed loop", "ms", false, 0, 0},
	{"latency.p50", "p50 at 2,500/s", "ms", false, 0.3, 0},
	{"latency.p99", "p99 at 2,500/s", "ms", false, 0.5, 20},
	{"latency.cpu", "CPU a message at 2,500/s", "µs", false, 0, 0},
	{"slow.cpu", "CPU a message at 500/s", "µs", false, 0.5, 0},
	{"slow.p50", "p50 at 500/s", "ms", false, 0, 0},
	{"slow.p99", "p99 at 500/s", "ms", false, 0, 0},
	{"scripts.memory", "memory a script (1 to 200)", "KiB", false, 0.4, 0},
	{"accounts.memory", "memory an account after traffic", "KiB", false, 0.6, 128},
	{"quiet.idle", "memory (PSS) idle, ten scripts", "MiB", false, 1, 40},
	{"quiet.loaded", "memory (PSS) under load, at its end", "MiB", false, 0, 0},
	{"quiet.after", "memory (PSS) in the quiet after load", "MiB", false, 1, 0},
	{"start.20", "start to first poll, 20 scripts", "ms", false, 0, 100},
	{"start.200", "start to first poll, 200 scripts", "ms", false, 0.5, 0},
	{"start.200cpu", "CPU of that start", "ms", false, 0, 0},
	{"users.start", "start to first poll, known users", "ms", false, 0.2, 0},
	{"users.cpu", "CPU of that start", "ms", false, 0, 0},
	{"dispatch.cpu", "CPU a message with 1,000 rules in 100 scripts", "µs", false, 0, 0},
	{"regex.cpu", "CPU a message with 1,000 open regexes", "µs", false, 0.4, 0},
	{"regex.p50", "one message alone with 1,000 open regexes", "ms", false, 0, 0},
	{"restart.reply", "kill -9 to first reply", "ms", false, 0, 300},
	{"save.p50", "save to live, p50", "ms", false, 0, 40},
	{"save.p99", "save to live, p99", "ms", false, 0, 120},
	{"save200.p50", "save to live with 200 scripts, p50", "ms", false, 0, 40},
}

// plainRate is what the program's rate over http is held against.
var plainRate = metric{"plain.rate", "plain loop: messages a second over http", "/s", true, 1, 0}

// yardsticks are what the machine and others do in the same run.
var yardsticks = []metric{
	plainRate,
	{"plain.cpu", "plain loop: CPU a message, closed loop", "µs", false, 0, 0},
	{"plain2500.p50", "plain loop: p50 at 2,500/s", "ms", false, 0, 0},
	{"plain2500.p99", "plain loop: p99 at 2,500/s", "ms", false, 0, 0},
	{"plain2500.cpu", "plain loop: CPU a message at 2,500/s", "µs", false, 0, 0},
	{"plain500.p50", "plain loop: p50 at 500/s", "ms", false, 0, 0},
	{"plain500.p99", "plain loop: p99 at 500/s", "ms", false, 0, 0},
	{"plain500.cpu", "plain loop: CPU a message at 500/s", "µs", false, 0, 0},
	{"disk.fsync", "4 KiB written and synced", "ms", false, 0, 0},
	{"core.md5", "MD5", "MB/s", true, 0, 0},
	{"core.aes", "AES-128, sealing", "MB/s", true, 0, 0},
	{"goja.fib", "bare goja: fib(20)", "ms", false, 0, 0},
	{"node.fib", "Node: fib(20)", "ms", false, 0, 0},
}
