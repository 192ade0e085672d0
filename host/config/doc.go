// Package config is config.toml: its keys with their defaults, how a file is
// read, and what is said when it is wrong.
//
//	c, err := config.Load("config.toml") // or config.Default()
//	if err != nil {
//		var bad *config.Error
//		errors.As(err, &bad) // file, line, key, what is wanted there
//	}
//	c.Send.Quota = 5
//	err = c.Validate()
//
// A [Config] is a plain value that belongs to whoever holds it; nothing here
// keeps state or starts a goroutine. A key is one line of [Keys], which ties
// its name to a field and to the words an error uses. Values such as "$NAME"
// that the environment lacks are no error of loading: [Config.Require] tells
// them to whoever needs the key.
//
// Every error is an *[Error], with exit code 2; a missing file also matches
// [os.ErrNotExist].
package config
