package sim

import (
	"time"
)

// state is all that Reset throws away. Its fields and everything reachable
// from them are guarded by Server.mu.
type state struct {
	set        Settings
	bots       map[string]*bot // by bot id
	byToken    map[string]*bot
	botOrder   []string // bot ids in the order of their logins
	qrs        map[string]*qrCode
	newestQR   *qrCode
	violations []Violation
	violated   int // how many there were, kept or not
	sent       sentLog
	uploads    map[string]*upload    // by the parameter of the upload URL
	uploaded   map[string]*upload    // by x-encrypted-param
	objects    map[string]*cdnObject // downloads, by encrypt_query_param
	files      *spool
	// forgotten are the CDN references from before the last reset: to use one is
	// no mistake, though it leads nowhere.
	forgotten   map[string]bool
	botNews     chan struct{}
	refused     map[string]int
	requests    map[string]int
	log         []Request
	lastRequest int64    // Seq of log
	faults      []*Fault // in the order they were set
	struck      map[string]int
	copies      int // deliveries that the fault duplicate has added
	// late are accepted messages not shown yet, by seq (fault delay_batch).
	late []int64
}

func newState(set Settings) *state {
	return &state{
		set:      set,
		bots:     map[string]*bot{},
		byToken:  map[string]*bot{},
		qrs:      map[string]*qrCode{},
		refused:  map[string]int{},
		requests: map[string]int{},
		struck:   map[string]int{},
		sent:     newSentLog(),
		uploads:  map[string]*upload{},
		uploaded: map[string]*upload{},
		objects:  map[string]*cdnObject{},
		files:    new(spool),
	}
}

// forget makes st know the CDN references of old.
func (st *state) forget(old *state) {
	st.forgotten = map[string]bool{}
	for param := range old.uploads {
		st.forgotten[param] = true
	}
	for param := range old.uploaded {
		st.forgotten[param] = true
	}
	for param := range old.objects {
		st.forgotten[param] = true
	}
}

// bot is one login: a bot id with its token, its chats and its queue.
type bot struct {
	id, token string
	owner     string // the user who scanned
	since     time.Time
	// dead is closed when the token is revoked.
	dead chan struct{}
	// superseded: its owner has logged in anew and the token is about to die.
	superseded bool
	online     bool
	onlineAt   time.Time
	chats      map[string]*chat
	chatOrder  []string
	// earlier are the chats before the last reset: who still writes there has
	// not heard of it and makes no mistake.
	earlier map[string]*chat
	// clientIDs has a hash of the content that each client_id was first used for.
	clientIDs map[string][32]byte
	uins      [4]string   // latest X-WECHAT-UIN values
	lastTry   time.Time   // of a send, for the burst limit
	tries     []time.Time // of the last minute, while it is limited
	delayed   []*inbound  // being collected by the fault delay_batch
	queue
}

// chat is one (bot, user) pair.
type chat struct {
	user string
	// opened is the time of the user's newest message; zero if none came yet.
	opened time.Time
	used   int // accepted sends since the newest message
	tokens map[string]*grant
	newest string
	// pruneAt is how many tokens there may be before old ones are looked for.
	pruneAt int
	ticket  string
	typing  bool
	// typingSince tells a keepalive from the timer it restarted.
	typingSince  time.Time
	typingCount  int
	typingLapsed int // how often it ended without a cancel
}

// grant is one context token.
type grant struct {
	at   time.Time
	used int
}

func (s *Server) newBotLocked(owner string) *bot {
	b := &bot{
		owner:     owner,
		since:     s.clock.Now(),
		dead:      make(chan struct{}),
		chats:     map[string]*chat{},
		clientIDs: map[string][32]byte{},
	}
	b.queue.cursors = map[string]uint64{}
	id := s.hexLocked(12)
	b.id = id + "@im.bot"
	b.token = b.id + ":06" + s.hexLocked(38)
	s.st.adopt(b)
	s.st.announceBot()
	return b
}

// adopt makes b known to st, without messages.
func (st *state) adopt(b *bot) {
	b.earlier = b.chats
	b.chats = map[string]*chat{}
	b.chatOrder = nil
	b.clientIDs = map[string][32]byte{}
	b.queue.clear()
	b.delayed = nil
	st.bots[b.id] = b
	st.byToken[b.token] = b
	st.botOrder = append(st.botOrder, b.id)
}

func (b *bot) alive() bool {
	select {
	case <-b.dead:
		return false
	default:
		return true
	}
}

// revoke kills the token; held polls notice at once.
func (b *bot) revoke() {
	if b.alive() {
		close(b.dead)
	}
}

// chat returns the pair of b and user, made at first need.
func (b *bot) chat(user string) *chat {
	c := b.chats[user]
	if c == nil {
		c = &chat{user: user, tokens: map[string]*grant{}}
		b.chats[user] = c
		b.chatOrder = append(b.chatOrder, user)
	}
	return c
}

// beforeReset reports whether user had been given this context token or typing
// ticket before the last reset.
func (b *bot) beforeReset(user, value string) bool {
	c := b.earlier[user]
	return c != nil && value != "" && (c.tokens[value] != nil || c.ticket == value)
}

// liveBots lists logins that have not been revoked or superseded, oldest first.
func (st *state) liveBots() []*bot {
	var live []*bot
	for _, id := range st.botOrder {
		if b := st.bots[id]; b.alive() && !b.superseded {
			live = append(live, b)
		}
	}
	return live
}

func (st *state) announceBot() {
	if st.botNews != nil {
		close(st.botNews)
		st.botNews = nil
	}
}
