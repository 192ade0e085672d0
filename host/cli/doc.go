// Package cli is hotreply's command line: it turns arguments and flags into
// calls of package host and of the simulator, and their errors into words and
// exit codes.
//
// Manners, which every command keeps:
//
//   - Replies and data go to stdout, logs and messages to people to stderr.
//   - What went wrong is one line, lower case and without a full stop, and the
//     next step stands under it on lines that begin with "hint:".
//   - Exit codes are those of exit.go and say whether starting again helps.
//
// `run` and `dev` are two processes: the one a person starts is a supervisor
// that holds the lock and the terminal's signals, and the host is its child,
// so that a rule that brings down the Go runtime costs a moment and no
// message. Both are this same binary.
package cli
