package sim_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"time"

	"hotreply/ilink/sim"
)

// A test of a client: serve the simulator, log in, let a user write, look at
// what came back and at what the client did wrong.
func Example() {
	service := sim.New(sim.Options{})
	defer service.Close()
	server := httptest.NewServer(service)
	defer server.Close()

	login := service.NewBot("alice@im.wechat")
	startYourClient(server.URL, server.URL+"/c2c", login.BotToken)

	if _, err := service.Say(sim.SayRequest{User: "alice@im.wechat", Text: "hello"}); err != nil {
		fmt.Println(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	answers, err := service.WaitSent(ctx, "alice@im.wechat", 0)
	fmt.Println(len(answers), err)
	fmt.Println(len(service.Violations()), "mistakes")
	// Output:
	// 0 context deadline exceeded
	// 0 mistakes
}

// startYourClient would start polling; this one never does.
func startYourClient(_, _, _ string) {}

// A day passes in no time: the window that the user's message opened closes.
func ExampleServer_Advance() {
	service := sim.New(sim.Options{})
	defer service.Close()
	service.NewBot("")
	if _, err := service.Say(sim.SayRequest{User: "alice@im.wechat", Text: "hello"}); err != nil {
		fmt.Println(err)
	}
	chat := func() sim.ChatState { return service.State().Bots[0].Chats[0] }
	fmt.Println(chat().Remaining, "sends left, window open:", chat().ClosesAt.After(service.Now()))
	service.Advance(24 * time.Hour)
	fmt.Println("a day later, window open:", chat().ClosesAt.After(service.Now()))
	// Output:
	// 10 sends left, window open: true
	// a day later, window open: false
}

// The next send is taken, and its answer lost on the way back.
func ExampleServer_SetFault() {
	service := sim.New(sim.Options{})
	defer service.Close()
	err := service.SetFault(sim.Fault{Op: "sendmessage", Kind: "drop_response", Count: 1})
	fmt.Println(err, len(service.Faults()))
	err = service.SetFault(sim.Fault{Op: "getconfig", Kind: "no_message_id", Count: 1})
	fmt.Println(err)
	// Output:
	// <nil> 1
	// no_message_id can not happen at getconfig
}

// Behaviours on which reports disagree can be switched.
func ExampleServer_Configure() {
	service := sim.New(sim.Options{})
	defer service.Close()
	err := service.Configure(func(set *sim.Settings) { set.AfterWindow = "drop" })
	fmt.Println(err, service.Settings().AfterWindow)
	err = service.Configure(func(set *sim.Settings) { set.AfterWindow = "ignore" })
	fmt.Println(err)
	// Output:
	// <nil> drop
	// after_window can not be "ignore"
}
