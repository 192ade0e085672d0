package blame

import (
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"

	"hotreply/internal/clock"
	"hotreply/store"
)

// Patience is how long a suspect that can not begin holds the others up.
const Patience = 2 * time.Second

// Options say where a [Blame] keeps what it knows, and how strict it is.
type Options struct {
	State   string          // the state folder
	Journal Journal         // where its marks are
	Dirs    func() []string // the folders of rules of now, in which versions of scripts are looked up
	// Attempts is how many deaths of the process make a message a dead letter.
	Attempts int
	// Follow is called once when the suspects have had their go, from any
	// goroutine; not at all without a suspect. nil: nobody waits.
	Follow func()
	Clock  clock.Clock  // nil: the machine's
	Logger hclog.Logger // nil: none
}

// Journal is what a [Blame] reads and writes; [store.Journal] is one.
type Journal interface {
	Inbox(row uint64) (store.InboxRow, error)
	Marks(prefix string) ([]store.Mark, error)
	Blame(account string, row uint64, deaths int, dead string) *store.Ticket[struct{}]
	Accuse(marks ...store.Mark) *store.Ticket[struct{}]
	Mark(marks ...store.Mark)
}

// Blame knows who is to blame for deaths of the process. Its methods are safe
// for use by several goroutines, save Judge and Close.
type Blame struct {
	o     Options
	turns *turnNotes
	first *first
	// left and loaded are what the life before noted, for Judge.
	left   []turnNote
	loaded map[string][]string

	mu     sync.Mutex // guards the fields below
	loads  *loadNotes
	guilty map[string]scriptGuilt // by script
}

// Open empties the files that the life before noted its turns and loads in,
// keeps what they held for [Blame.Judge], and begins this life's.
func Open(o Options) (*Blame, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Logger == nil {
		o.Logger = hclog.NewNullLogger()
	}
	b := &Blame{o: o, guilty: map[string]scriptGuilt{}}
	b.first = newFirst(func() {
		if o.Follow != nil {
			o.Follow()
		}
	})
	var err error
	if b.turns, b.left, err = openTurnNotes(o.State); err != nil {
		return nil, err
	}
	if b.loads, b.loaded, err = openLoadNotes(o.State); err != nil {
		b.turns.close(false)
		return nil, err
	}
	return b, nil
}

// Close forgets the notes of the turns if the process ends in order. After a
// death that the host itself decided on they stay.
func (b *Blame) Close(inOrder bool) {
	b.turns.close(inOrder)
	b.loads.close()
}

// Read notes that a script is made of a file. It is called before what was read
// is parsed, for that may be the end of the process.
func (b *Blame) Read(script, file string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.loads.add(script, file)
}

// Expect adds a suspect that has a place from which it will begin.
func (b *Blame) Expect(row uint64) { b.first.expect(row) }

// Seal says that there are no more suspects than those expected so far. Without
// any it does nothing.
func (b *Blame) Seal() {
	if b.AnySuspect() {
		b.first.seal()
	}
}

// Gone says that the handler of a row is over, a suspect's or not.
func (b *Blame) Gone(row uint64) { b.first.gone(row) }
