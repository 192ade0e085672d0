package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"hotreply/runtime/web"
)

// A client refuses private addresses unless the configuration lists them, and
// says what to write there.
func ExampleClient_Do() {
	client, err := web.NewClient(web.Options{Private: web.Private{Hosts: []string{"localhost:11434"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	req, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://192.168.1.1/", nil)
	_, err = client.Do(req)
	fmt.Println(err)
	var refused *web.RefusedError
	if errors.As(err, &refused) {
		fmt.Println("hint:", refused.Hint())
	}
	// Output:
	// 192.168.1.1:80 refused: a private address
	// hint: add "192.168.1.1:80" to private under [http] in config.toml
}
