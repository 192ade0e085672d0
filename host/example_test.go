package host_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"

	"hotreply/host"
	"hotreply/ilink"
	"hotreply/ilink/sim"
)

// A program that runs rules of its own, here against the simulator.
func Example() {
	dir, err := os.MkdirTemp("", "hotreply")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	service := sim.New(sim.Options{})
	defer service.Close()
	web := httptest.NewServer(service)
	defer web.Close()

	cfg := host.DefaultConfig()
	cfg.State, cfg.Scripts = filepath.Join(dir, "data"), filepath.Join(dir, "scripts")
	cfg.ILink.BaseURL, cfg.Console.Listen = web.URL, ""
	rule := `bot.hear("hi", () => "hello");`
	token := host.TokenPath(cfg.State, "default")
	bot := service.NewBot(sim.DefaultUser)
	for _, step := range []error{
		os.MkdirAll(cfg.Scripts, 0o700), os.MkdirAll(filepath.Dir(token), 0o700),
		os.WriteFile(filepath.Join(cfg.Scripts, "10-hello.js"), []byte(rule), 0o600),
		ilink.SaveCredentials(token, ilink.Credentials{BotToken: ilink.Secret(bot.BotToken), BotID: bot.BotID, UserID: bot.UserID}),
	} {
		if step != nil {
			fmt.Println(step)
			return
		}
	}

	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- host.Run(ctx, cfg) }()
	if _, err := service.Say(sim.SayRequest{Text: "hi"}); err != nil {
		fmt.Println(err)
	}
	sent, _ := service.WaitSent(ctx, sim.DefaultUser, 0)
	fmt.Println(sent[0].Text)
	stop()
	fmt.Println(<-ended)
	// Output:
	// hello
	// <nil>
}
