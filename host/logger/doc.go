// Package logger makes the log of hotreply: lines whose values are data, so that
// nothing that a user or a rule says can look like a line of the program or move
// the cursor of a terminal.
//
//	log := logger.New(logger.Options{Log: cfg.Log, Output: os.Stderr})
//	log.Info("polling", "bot", id)
//	fmt.Println(logger.Printable(text)) // the same care for other output
//
// It has no goroutines, and no errors: what can not be written is lost.
package logger
