package ilink_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"hotreply/ilink"
)

// service is a stand-in for the real one that knows one message.
func service() *httptest.Server {
	polls := 0
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ilink/bot/getupdates":
			if polls++; polls > 1 {
				<-r.Context().Done() // nothing more to say
				return
			}
			io.WriteString(w, `{"msgs":[{"message_id":7512345678901234561,"from_user_id":"u@im.wechat","to_user_id":"b@im.bot","message_type":1,
				"item_list":[{"type":1,"text_item":{"text":"hello"}}],"context_token":"AARz"}],"get_updates_buf":"c1"}`)
		case "/ilink/bot/sendmessage":
			io.WriteString(w, `{"ret":0,"message_id":7512345678901234777}`)
		}
	}))
}

// One message is received, stored, and answered.
func ExamplePoller() {
	s := service()
	defer s.Close()
	client := &ilink.Client{Credentials: ilink.Credentials{BotToken: "b@im.bot:secret", BotID: "b@im.bot", BaseURL: s.URL}}

	ctx, cancel := context.WithCancel(context.Background())
	poller := &ilink.Poller{Client: client, Commit: func(ctx context.Context, b ilink.Batch) error {
		// A real program stores b.Messages and b.Cursor here, in one step.
		for _, m := range b.Messages {
			sent, err := client.SendMessage(ctx, ilink.Outgoing{
				To: m.From, ClientID: ilink.NewClientID(time.Now()), ContextToken: m.ContextToken,
				Item: ilink.TextItem("you said " + m.Text()),
			})
			fmt.Println(m.ID, m.Text(), "→", sent.MessageID, err)
		}
		cancel()
		return nil
	}}
	err := poller.Run(ctx)
	fmt.Println(errors.Is(err, context.Canceled))
	// Output:
	// 7512345678901234561 hello → 7512345678901234777 <nil>
	// true
}

// A window says before a request what the service would say after it.
func ExampleWindow() {
	var w ilink.Window
	limits := ilink.DefaultLimits()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

	_, err := w.Take(noon, limits)
	fmt.Println(err)

	w.Inbound("AARz", noon, noon) // the user wrote
	grant, err := w.Take(noon.Add(time.Second), limits)
	fmt.Println(grant.Token, err, w.Remaining(noon, limits))

	_, err = w.Take(noon.Add(24*time.Hour), limits)
	fmt.Println(err)
	// Output:
	// no context token: the user has not written to the bot yet
	// [redacted] <nil> 9
	// window closed: the user last wrote 24h0m0s ago
}

func ExampleSplitText() {
	for _, part := range ilink.SplitText("今天天气很好。我们去公园吧！\n\n好的，几点见面？", 16) {
		fmt.Printf("%q\n", part)
	}
	// Output:
	// "今天天气很好。我们去公园吧！"
	// "好的，几点见面？"
}

func ExampleFilterMarkdown() {
	fmt.Println(ilink.FilterMarkdown("*重点* and *emphasis*, **粗体** ![logo](https://example.com/l.png)"))
	// Output: 重点 and *emphasis*, **粗体**
}

func ExampleFateOf() {
	client := &ilink.Client{HomeURL: "http://127.0.0.1:1"} // nobody listens there
	_, err := client.SendMessage(context.Background(), ilink.Outgoing{To: "u@im.wechat", ClientID: "c1", Item: ilink.TextItem("hi")})
	fmt.Println(ilink.FateOf(err))
	// Output: not sent
}
