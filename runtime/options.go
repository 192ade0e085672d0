package runtime

import (
	"cmp"
	"context"
	"math"
	"time"

	"github.com/dop251/goja"
	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
	"hotreply/runtime/pattern"
)

// Options says how [New] makes a set of scripts. Only Dir is required.
type Options struct {
	// Dir is the folder of scripts. It need not exist yet.
	Dir string
	// Select says which files and folders of Dir are scripts, by name; nil is
	// the usual choice: no tests, no declarations.
	Select func(name string) bool
	// Skip sets scripts of that choice aside, by name: they are not run, and
	// events pass them (see Outcome.Aside). It is asked at every look at the
	// folder, so that a script can come back. nil sets none aside.
	Skip func(name string) bool
	// Modules are installed in every script, in this order.
	Modules []Module
	// Prelude programs run in every runtime before anything else: they fill
	// gaps of the language.
	Prelude []Program
	// Logger gets what happens; nil means silence.
	Logger hclog.Logger
	// Clock drives timers and handler timeouts; nil means the system's. CPU
	// budgets always use real time.
	Clock clock.Clock
	// TraceWaits notes which line last started something that a handler can
	// wait for, so that an error that ends one tells the line.
	TraceWaits bool
	// Limits bounds what scripts may use; zero fields mean the defaults.
	Limits Limits
	// Watch says how changes in Dir are found.
	Watch WatchMode
	// Bundles keeps the last good version of each script; nil keeps none.
	Bundles BundleCache
	// Turns is told of each turn of each loop; nil means nobody is.
	Turns TurnNotes
	// OnRead is told of each file that a load reads for a script, by its
	// absolute path, before anything parses it; it is called side by side and
	// must be cheap. nil means nobody is.
	OnRead func(script, path string)
	// ErrorValue makes the JavaScript error for a Go one, on the script's
	// loop; nil means [goja.Runtime.NewGoError].
	ErrorValue func(*Script, error) goja.Value
	// MissingHint explains an import or a global name that is not there
	// ("use fetch"); empty means no hint. nil means none ever.
	MissingHint func(name string) string
	// Awaited names methods that return promises, for Lint ("reply").
	Awaited []string
	// OnReport is called after each reload that changed something or failed,
	// the first load included, and before the next one. It must not call
	// Reload or Close.
	OnReport func(Report)
	// OnError is called for errors that no caller gets: throws in timers,
	// rejections outside any handler. It must not block.
	OnError func(*ScriptError)
	// Slow are the patterns that earlier lives of the process knew as slow.
	Slow []SlowPattern
	// OnSlow is called when what is known of a slow pattern has changed. It
	// must not block.
	OnSlow func(SlowPattern)
	// OnWedge is called when a script ignored an interrupt for two seconds:
	// its goroutine can not be saved, only the process can be given up.
	OnWedge func(Wedge)
	// CPUTime is the processor time that the process has used; nil asks the
	// system. The guard calls it, every 20 ms at most, and the goroutines of
	// patterns do.
	CPUTime func() time.Duration
	// MatchDelay, for tests, says how long a match waits before it is tried, as
	// part of its time: what a pattern does that finds no end. nil is none.
	MatchDelay func(pattern, text string) time.Duration
	// MatchStack, for tests, is how many places to go back to a match may have,
	// of a rule or in a script; 0 is what is usual, regex.DefaultStack.
	MatchStack int
}

// Limits bounds what one script may use. Zero means the default; a negative
// value switches a limit off.
type Limits struct {
	CPU       time.Duration // one uninterrupted run of JavaScript, by the clock and of the processor, five times that while it loads; 2s
	Handler   time.Duration // a handler's own time, waits that stop the clock not counted; 2m
	Load      time.Duration // reading a script's files, and again its top level with its awaits; 30s
	CallStack int           // how deep functions of JavaScript may call each other; 10,000
	Memory    int64         // heap of the whole process in bytes; 512 MiB
	Wedge     time.Duration // an interrupt ignored this long is a wedge; 2s
	Allocate  int           // bytes one builtin call may make, an array item counted as 8; 64 MiB
	Nesting   int           // how deep data may be nested for a builtin that recurses into it; 5000
	File      int64         // size of one file loaded as code or data, in bytes; 8 MiB
	Package   int64         // the same for a file of an installed package; 32 MiB
	Sources   int64         // all files that a script loads, together; 64 MiB
	Scripts   int           // how many scripts are taken from the folder; 2000
	Names     int           // how many names in the folder are looked at; 100,000
}

func (l Limits) withDefaults() Limits {
	def := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	def(&l.CPU, 2*time.Second)
	def(&l.Handler, 2*time.Minute)
	def(&l.Load, 30*time.Second)
	def(&l.Wedge, 2*time.Second)
	if l.CallStack == 0 {
		l.CallStack = 10_000
	} else if l.CallStack < 0 {
		l.CallStack = math.MaxInt32
	}
	if l.Memory == 0 {
		l.Memory = 512 << 20
	}
	if l.Allocate == 0 {
		l.Allocate = 64 << 20
	}
	if l.Nesting == 0 {
		l.Nesting = 5000
	}
	size := func(v *int64, n int64) {
		if *v = cmp.Or(*v, n); *v < 0 {
			*v = math.MaxInt64 - 1 // one byte more is read to see that there is no more
		}
	}
	size(&l.File, 8<<20)
	size(&l.Package, 32<<20)
	size(&l.Sources, 64<<20)
	count := func(v *int, n int) {
		if *v = cmp.Or(*v, n); *v < 0 {
			*v = math.MaxInt
		}
	}
	count(&l.Scripts, 2000)
	count(&l.Names, 100_000)
	return l
}

// WatchMode says how changes in the folder of scripts are found.
type WatchMode string

// The ways to watch. WatchAuto uses the system's events with a slow scan
// beside them, and scans faster where events are known not to come.
const (
	WatchAuto   WatchMode = "auto"
	WatchNotify WatchMode = "notify"
	WatchPoll   WatchMode = "poll"
	WatchOff    WatchMode = "off"
)

// TurnNotes is told when a turn starts and ends, so that after a sudden death
// it is known what was running. Both are called on the script's own goroutine,
// or on the one that bundles it, for every turn and must be cheap; Begin may
// block to hold the script back, its budgets start after it.
type TurnNotes interface {
	Begin(Turn)
	End(Turn)
}

// Turn is one uninterrupted run of a script, or what comes before the first:
// reading, bundling and compiling it.
type Turn struct {
	Script  string // file name of the script
	Key     string // key of the task it runs for; empty outside handlers
	Value   any    // the task's value; nil outside handlers
	Loading bool   // the script is being made, or its top level is not over
}

// Program is a part of a prelude. One with names is not run before the script
// may come to use one of them, see [Script.WhenUsed]; it must not show otherwise.
type Program struct {
	*goja.Program
	Names []string // nil: it is always run
}

// BundleCache keeps the last good bundle of each script across restarts.
type BundleCache interface {
	// LoadBundle returns what SaveBundle kept, or nil.
	LoadBundle(script string) []byte
	// SaveBundle keeps the bundle; it may do so later and must not block.
	SaveBundle(script string, bundle []byte)
	// DropBundle forgets it: the script is gone.
	DropBundle(script string)
}

// Module is a group of JavaScript names offered to scripts.
type Module interface {
	// Specifiers are the import names that reach the module ("hotreply",
	// "node:path"); none means it only defines globals.
	Specifiers() []string
	// Exports names what a script can import, besides the default export,
	// which is the object itself. nil makes it a CommonJS module: require
	// gives the object itself, and any name may be imported.
	Exports() []string
	// Install runs on the script's loop before its top level. It may define
	// globals on s.VM() and returns the object behind Exports, or nil.
	Install(s *Script) (*goja.Object, error)
}

// LazyModule is a Module whose object is made when a script first imports it,
// so that a script pays only for what it uses. Install then returns nil.
type LazyModule interface {
	Module
	// Import runs on the script's loop, once.
	Import(s *Script) (*goja.Object, error)
}

// Event is something to be handled by the rules of a generation.
type Event interface {
	// Subject is what patterns are matched against.
	Subject() pattern.Subject
	// Key names the event in notes and logs.
	Key() string
	// Value is what bindings find in [Task.Value].
	Value() any
	// Argument makes the object handlers are called with. It runs on s's
	// loop, once per event and script.
	Argument(s *Script) (goja.Value, error)
	// Matched runs on s's loop before each handler call, and again when its
	// next() has returned, to put m on the argument.
	Matched(s *Script, arg goja.Value, m pattern.Match) error
	// Result runs on s's loop with what the handler returned, awaited. What
	// it starts with [Script.Async] and Hold is still part of the handler.
	Result(s *Script, v goja.Value) error
}

// Outcome says what became of an event.
type Outcome struct {
	Handled bool   // a rule took it
	Script  string // the first script that did, as a file name
	Rule    string // its rule, as file:line
	// Aside names the scripts that are set aside and had a rule for the event,
	// as far as the event came.
	Aside []string
	// Caught is the failure of a handler that one around it did not pass on, a
	// *ScriptError; nil if there is none.
	Caught error
	// Instead is what a handler around the one that failed threw in place of
	// its error, a *ScriptError; nil if it threw that or nothing.
	Instead error
	// PassedOver are the rules that were not asked about the event, since a
	// pattern of theirs is slow, as far as the event came.
	PassedOver []*PassedOverError
	// Strays are the failures beside the handlers' own, see [Invocation.Stray];
	// each is a *ScriptError.
	Strays []error
}

// Invocation is a call of a script's function as a handler of its own, with
// task, budgets and holds: a cron tick, a validator, an event listener.
type Invocation struct {
	Key    string                              // for notes and logs
	Place  string                              // file:line of the handler; may be empty
	Event  string                              // whose listener this is; empty if it is none
	Value  any                                 // for [Task.Value]
	Fn     goja.Callable                       // what to call
	Args   func() ([]goja.Value, error)        // made on the loop; nil means none
	Result func(s *Script, v goja.Value) error // runs on the loop with the awaited result; may be nil
	// Stray is told, on the loop and before the call returns, of each failure
	// beside the handler's own, a *ScriptError: promises that were rejected and
	// that nobody has awaited until the handler is over, throws in its timers.
	// None of them keeps Result from being called. With nil the first becomes
	// the error of a call that has none, and the others the script's.
	Stray func(error)
	// Timeout replaces Limits.Handler when it is not zero.
	Timeout time.Duration
}

// AsyncOptions says how [Script.Async] relates to the running handler.
type AsyncOptions struct {
	// Hold keeps the handler from being over before the work has settled.
	Hold bool
	// StopClock lets the handler's clock stand while the work runs.
	StopClock bool
}

// AsyncWork is Go work done beside a loop. ctx is that of the task that started
// the work, see [Task.Context], or the script's.
type AsyncWork func(ctx context.Context) (any, error)
