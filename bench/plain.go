package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	openilink "github.com/openilink/openilink-sdk-go"
)

// servePlain is the yardstick of rates: what a program does that answers by
// another library's own loop and callback, one reply after another, without
// rules and without writing anything down.
func servePlain(ctx context.Context, base, token string) error {
	c := openilink.NewClient(token, openilink.WithBaseURL(base), openilink.WithCDNBaseURL(base+"/c2c"))
	fmt.Println("polling")
	err := c.Monitor(ctx, func(m openilink.WeixinMessage) {
		if openilink.ExtractText(&m) != "hi" {
			return
		}
		if _, err := c.SendText(ctx, m.FromUserID, "hello", m.ContextToken); err != nil && ctx.Err() == nil {
			fmt.Fprintln(os.Stderr, "plain:", err)
		}
	}, nil)
	return ended(ctx, err)
}

// startPlain starts that program as a process of its own.
func (l *lab) startPlain() (*process, login, error) {
	self, err := executable()
	if err != nil {
		return nil, login{}, err
	}
	l.owners++
	who, err := l.sim.login(l.ctx, l.sim.base, fmt.Sprintf("owner%d@im.wechat", l.owners))
	if err != nil {
		return nil, login{}, err
	}
	p, _, err := startTelling(l.ctx, exec.Command(self, "plain", "-base", l.sim.base, "-token", who.BotToken))
	return p, who, err
}
