package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// curves are all of them, in the order of the document.
func curves() []curve {
	cpu, alone := series{"cpu", "CPU a message", "µs"}, series{"alone", "one message alone", "ms"}
	memory, start := series{"memory", "memory (PSS)", "MiB"}, series{"start", "start to first poll", "ms"}
	startCPU := series{"start cpu", "CPU of that", "ms"}
	state := series{"state", "state folder", "MiB"}
	return []curve{
		{"scripts", "scripts", []int{1, 10, 50, 100, 200, 500}, []series{start, startCPU, memory, cpu}, each(curveScripts)},
		{"texts", "text rules", []int{1, 10, 100, 1000, 10_000}, []series{cpu, alone}, each(curveRules(textRules))},
		{"regexes", "open regular expressions", []int{1, 10, 100, 1000, 10_000}, []series{cpu, alone}, each(curveRules(regexRules))},
		{"users", "known users", []int{1, 100, 1000, 10_000, 100_000}, []series{start, startCPU, memory, state}, each(curveUsers)},
		{"accounts", "accounts", []int{1, 10, 100, 1000}, []series{{"answers", "start until all have answered", "ms"}, memory}, each(curveAccounts)},
		{"history", "rows kept", []int{1000, 10_000, 100_000, 1_000_000}, []series{{"open", "opening the file", "ms"}, {"commit", "one message taken in", "ms"}, state}, curveHistory},
		{"reloads", "reloads", []int{10, 100, 1000, 10_000}, []series{{"live", "save to live", "ms"}, memory}, curveReloads},
		{"messages", "messages", []int{3000, 10_000, 30_000, 100_000, 300_000}, []series{{"rate", "rate until then", "messages/s"}, memory, state}, curveMessages},
	}
}

// started is a new hotreply that answers.
func (l *lab) started(s side, with setup) (*hotreply, error) {
	h, err := l.start(s, with)
	if err != nil {
		return nil, err
	}
	return h, h.ready()
}

func (h *hotreply) mebibytes() (float64, error) {
	n, err := h.pss()
	return n / (1 << 20), err
}

// stateSize is the size of the state folder in MiB.
func (h *hotreply) stateSize() (float64, error) { return folderSize(filepath.Join(h.folder, "data")) }

// folderSize counts what files take on the disk's account, in MiB.
func folderSize(path string) (float64, error) {
	var sum int64
	err := filepath.WalkDir(path, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return float64(sum) / (1 << 20), err
}

func curveScripts(l *lab, s side, n int) (readings, error) {
	took, err := secondStart(l, s, setup{scripts: manyScripts(n)})
	if err != nil {
		return nil, err
	}
	h, err := l.started(s, setup{scripts: manyScripts(n)})
	if err != nil {
		return nil, err
	}
	if err := l.settle(); err != nil {
		return nil, err
	}
	memory, err := h.mebibytes()
	if err != nil {
		return nil, err
	}
	b, err := load{bots: bots(h.logins), text: "hi", users: closedUsers, warm: l.options.warm(), take: l.options.take, cpu: h.cpu}.run(l.ctx, l)
	if err != nil {
		return nil, err
	}
	return readings{"start": took.wall, "start cpu": took.cpu, "memory": memory, "cpu": b.perMessage()}, h.close()
}

// curveRules measures texts that none but the last rule takes.
func curveRules(script func(n int) string) func(*lab, side, int) (readings, error) {
	return func(l *lab, s side, n int) (readings, error) {
		h, err := l.started(s, setup{scripts: map[string]string{"rules.js": script(n)}})
		if err != nil {
			return nil, err
		}
		users := closedUsers
		if n > 1000 {
			users = 16 // or the last replies would take minutes
		}
		d := load{bots: bots(h.logins), text: travelQuestion, users: users, warm: l.options.warm(), take: l.options.take, cpu: h.cpu}
		b, err := d.run(l.ctx, l)
		if err != nil {
			return nil, err
		}
		d.users, d.warm = 1, 0
		one, err := d.run(l.ctx, l)
		if err != nil {
			return nil, err
		}
		return readings{"cpu": b.perMessage(), "alone": quantile(one.waited, 0.5)}, h.close()
	}
}

// textRules is a script with n texts and a last rule that takes every text.
func textRules(n int) string {
	var script strings.Builder
	for i := range n {
		fmt.Fprintf(&script, "bot.hear(\"商品 %d 多少钱\", () => \"%d\");\n", i, i)
	}
	script.WriteString("bot.on(\"text\", () => \"hello\");\n")
	return script.String()
}

func curveUsers(l *lab, s side, n int) (readings, error) {
	k := newKnownUsers()
	l.options.users = n
	if err := k.meet(l, s); err != nil {
		return nil, err
	}
	took, err := k.start(l, s)
	if err != nil {
		return nil, err
	}
	h := k.hosts[s.name]
	state, err := h.stateSize()
	if err != nil {
		return nil, err
	}
	again, err := l.start(s, setup{folder: h.folder, logins: h.logins})
	if err != nil {
		return nil, err
	}
	if err := again.ready(); err != nil {
		return nil, err
	}
	if err := l.settle(); err != nil {
		return nil, err
	}
	memory, err := again.mebibytes()
	if err != nil {
		return nil, err
	}
	return readings{"start": took["users.start"], "start cpu": took["users.cpu"], "memory": memory, "state": state}, again.close()
}

func curveAccounts(l *lab, s side, n int) (readings, error) {
	h, err := l.started(s, setup{accounts: n})
	if err != nil {
		return nil, err
	}
	answered := time.Since(h.since)
	if err := l.settle(); err != nil {
		return nil, err
	}
	memory, err := h.mebibytes()
	if err != nil {
		return nil, err
	}
	return readings{"answers": answered.Seconds() * 1000, "memory": memory}, h.close()
}

// curveReloads saves a rule over and over in one host.
func curveReloads(l *lab, s side) (step, error) {
	h, err := l.started(s, setup{})
	if err != nil {
		return nil, err
	}
	saved := 0
	return func(size int) (readings, error) {
		var took []float64
		for ; saved < size; saved++ {
			ms, err := h.saveLive(fmt.Sprintf("version %d", saved))
			if err != nil {
				return nil, err
			}
			took = append(took, ms)
		}
		if err := l.settle(); err != nil {
			return nil, err
		}
		memory, err := h.mebibytes()
		return readings{"live": quantile(took, 0.5), "memory": memory}, err
	}, nil
}

// curveMessages lets one host answer on and on.
func curveMessages(l *lab, s side) (step, error) {
	h, err := l.started(s, setup{})
	if err != nil {
		return nil, err
	}
	answered := 0
	return func(size int) (readings, error) {
		d := load{bots: bots(h.logins), text: "hi", users: closedUsers, most: size - answered, again: true, take: 10 * time.Minute}
		b, err := d.run(l.ctx, l)
		if err != nil {
			return nil, err
		}
		answered = size
		if err := l.settle(); err != nil {
			return nil, err
		}
		memory, err := h.mebibytes()
		if err != nil {
			return nil, err
		}
		state, err := h.stateSize()
		return readings{"rate": b.rate(), "memory": memory, "state": state}, err
	}, nil
}
