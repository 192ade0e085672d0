package main

import (
	"fmt"
	"strings"
	"time"
)

// readings are what one measure found in one round for one side, by metric.
type readings map[string]float64

// measure finds some metrics of one program.
type measure struct {
	name, about string
	run         func(l *lab, s side) (readings, error)
	plain       func(l *lab) (readings, error) // of the yardstick in the same round, or nil
	// before, unless nil, makes a side ready once, before all rounds.
	before func(l *lab, s side) error
	// together, unless nil, goes before run: all rounds of all sides at once.
	together func(l *lab, sides []side, note func(s side, round int, r readings, err error))
}

func measures() []measure {
	known := newKnownUsers()
	return []measure{
		{name: "rate", about: "closed loop over http, and the plain loop", run: closedHTTP, plain: closedPlain},
		{name: "https", about: "closed loop over https", run: closedHTTPS},
		{name: "latency", about: "2,500 messages a second, and the plain loop", run: steady("latency", 2500), plain: steadyPlain("plain2500", 2500)},
		{name: "slow", about: "500 messages a second, and the plain loop", run: steady("slow", 500), plain: steadyPlain("plain500", 500)},
		{name: "regex", about: "1,000 open regular expressions", run: openRegexes},
		{name: "dispatch", about: "1,000 rules in 100 scripts", run: manyRules},
		{name: "scripts", about: "memory a script", run: scriptMemory},
		{name: "accounts", about: "memory an account after traffic", run: accountMemory},
		{name: "quiet", about: "memory idle, under load and in the quiet after", together: quietMemory},
		{name: "start", about: "start with 20 and with 200 scripts", run: startWithScripts},
		{name: "users", about: "start with 100,000 known users", before: known.meet, run: known.start},
		{name: "restart", about: "kill -9 to first reply", run: restart},
		{name: "save", about: "save to live", run: saveToLive},
		{name: "machine", about: "disk, MD5 and AES, bare goja, Node", plain: machine},
	}
}

const closedUsers = 400

// closed is a closed loop against one side.
func closed(l *lab, s side, with setup) (burden, error) {
	h, err := l.start(s, with)
	if err != nil {
		return burden{}, err
	}
	if err := h.ready(); err != nil {
		return burden{}, err
	}
	return load{bots: bots(h.logins), text: "hi", users: closedUsers, warm: l.options.warm(), take: l.options.take, cpu: h.cpu}.run(l.ctx, l)
}

func bots(logins []login) []string {
	var list []string
	for _, l := range logins {
		list = append(list, l.BotID)
	}
	return list
}

func closedHTTP(l *lab, s side) (readings, error) {
	b, err := closed(l, s, setup{})
	if err != nil {
		return nil, err
	}
	return readings{"http.rate": b.rate(), "http.cpu": b.perMessage(), "http.p99": quantile(b.waited, 0.99)}, nil
}

func closedHTTPS(l *lab, s side) (readings, error) {
	with, err := l.secure()
	if err != nil {
		return nil, err
	}
	b, err := closed(l, s, with)
	if err != nil {
		return nil, err
	}
	return readings{"https.rate": b.rate(), "https.cpu": b.perMessage()}, nil
}

// withPlain runs a load against the plain loop.
func withPlain(l *lab, d load) (burden, error) {
	p, who, err := l.startPlain()
	if err != nil {
		return burden{}, err
	}
	defer p.stop()
	if _, err := l.sim.ask(l.ctx, who.BotID, "ready@im.wechat", "hi", patience); err != nil {
		return burden{}, fmt.Errorf("%w: %s", err, p.errors)
	}
	d.bots, d.text, d.warm, d.take = []string{who.BotID}, "hi", l.options.warm(), l.options.take
	d.cpu = func() (time.Duration, error) { return cpuOf([]int{p.Process.Pid}) }
	return d.run(l.ctx, l)
}

func closedPlain(l *lab) (readings, error) {
	b, err := withPlain(l, load{users: closedUsers})
	if err != nil {
		return nil, err
	}
	return readings{"plain.rate": b.rate(), "plain.cpu": b.perMessage()}, nil
}

// steadyUsers are so many that hardly one writes while he waits.
const steadyUsers = 2000

// steady is a number of messages a second, whether they are answered or not.
func steady(prefix string, rate float64) func(*lab, side) (readings, error) {
	return func(l *lab, s side) (readings, error) {
		h, err := l.start(s, setup{})
		if err != nil {
			return nil, err
		}
		if err := h.ready(); err != nil {
			return nil, err
		}
		d := load{bots: bots(h.logins), text: "hi", users: steadyUsers, rate: rate, warm: l.options.warm(), take: l.options.take, cpu: h.cpu}
		b, err := d.run(l.ctx, l)
		if err != nil {
			return nil, err
		}
		return steadyReadings(prefix, b), nil
	}
}

// steadyPlain is the same for the plain loop.
func steadyPlain(prefix string, rate float64) func(*lab) (readings, error) {
	return func(l *lab) (readings, error) {
		b, err := withPlain(l, load{users: steadyUsers, rate: rate})
		if err != nil {
			return nil, err
		}
		return steadyReadings(prefix, b), nil
	}
}

func steadyReadings(prefix string, b burden) readings {
	return readings{prefix + ".cpu": b.perMessage(), prefix + ".p50": quantile(b.waited, 0.5), prefix + ".p99": quantile(b.waited, 0.99)}
}

// manyRules is a host whose rules a look at a text's beginning decides: texts,
// commands and patterns that begin with something.
func manyRules(l *lab, s side) (readings, error) {
	scripts := map[string]string{"zz.js": `bot.on("text", () => "hello");`}
	for i := range 100 {
		var script strings.Builder
		for k := range 10 {
			form := []string{`bot.hear("商品 %d", () => "%[1]d");`, `bot.command("order%d", () => "%[1]d");`, `bot.hear(/^天气%d\b/, () => "%[1]d");`}[k%3]
			fmt.Fprintf(&script, form+"\n", 10*i+k)
		}
		scripts[fmt.Sprintf("s%03d.js", i)] = script.String()
	}
	b, err := closed(l, s, setup{scripts: scripts})
	if err != nil {
		return nil, err
	}
	return readings{"dispatch.cpu": b.perMessage()}, nil
}

// travelQuestion is a text that no rule but the last takes.
const travelQuestion = "请问明天去上海的第 4711 次车几点开, two tickets please"

// openRegexes is a host with rules that no look at a text's beginning decides:
// most need some literal further on, some do not even that.
func openRegexes(l *lab, s side) (readings, error) {
	h, err := l.start(s, setup{scripts: map[string]string{"rules.js": regexRules(1000)}})
	if err != nil {
		return nil, err
	}
	if err := h.ready(); err != nil {
		return nil, err
	}
	d := load{bots: bots(h.logins), text: travelQuestion, users: 32, warm: l.options.warm(), take: l.options.take, cpu: h.cpu}
	b, err := d.run(l.ctx, l)
	if err != nil {
		return nil, err
	}
	alone := load{bots: d.bots, text: travelQuestion, users: 1, take: l.options.take / 2}
	one, err := alone.run(l.ctx, l)
	if err != nil {
		return nil, err
	}
	return readings{"regex.cpu": b.perMessage(), "regex.p50": quantile(one.waited, 0.5)}, nil
}

// regexRules is a script with n patterns that do not match and a last rule
// that takes every text. Of ten forms nine hold something that has to stand in
// the text, each rule another; the tenth can only be tried.
func regexRules(n int) string {
	var script strings.Builder
	forms := []string{
		`/(\d+)\s*(?:元|块|块钱).*商品%d/`, `/.*订单%d.*(退|换)/`, `/\b(\w+)@shop%d\.example\b/i`, `/(?:北京|广州|深圳).{0,5}天气%d/`,
		`/[a-z]+-%d$/`, `/(?<year>\d{4})年.*第%d期/`, `/^\s*\d+\s*x\s*%d\s*$/`, `/(订|买)(\d+)张%d号/`, `/[^\s]+\?id=%d&/i`,
	}
	for i := range n {
		pattern := fmt.Sprintf(`/[a-z]{2,}\s*\d{3,}[^a-z\s]{%d}$/`, 2+i/10)
		if k := i % 10; k < len(forms) {
			pattern = fmt.Sprintf(forms[k], 100000+i)
		}
		fmt.Fprintf(&script, "bot.hear(%s, () => \"%d\");\n", pattern, i)
	}
	script.WriteString("bot.on(\"text\", () => \"hello\");\n")
	return script.String()
}
