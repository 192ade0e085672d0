// Package hint makes errors that nobody branches on: a message, the next step
// for whoever reads it, and what scripts or a shell see of it. An error that
// callers tell apart has a type of its own where it arises.
//
//	return hint.New("choose another name, or delete the file first", "%s is there already", path)
//	return hint.Exit(2, "hotreply help lists them", "no command %q", name)
//	return &hint.Fault{Message: text, Class: "BotError", Coded: "HANDLER_OVER", Advice: "await it before …"}
//
// There are three types since readers ask by method: an [*Error] must have no
// ExitCode, or a failure would end with code 0, and no Name, or scripts would
// see a class without one. Nothing here keeps state or starts a goroutine.
package hint
