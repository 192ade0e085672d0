package bindings

import (
	"context"
	"time"

	"github.com/dop251/goja"

	"hotreply/bot"
	"hotreply/ilink"
	"hotreply/runtime"
	"hotreply/runtime/pattern"
)

// message is the Go side of a msg object.
type message struct {
	turn  bot.Turn
	m     bot.Message
	match pattern.Match
	store *goja.Object          // msg.store, made at first use
	once  map[string]goja.Value // promises of msg.once in this run
}

// messageFacts are the properties of msg, in the order of the documentation.
var messageFacts = []fact[*message]{
	{name: "id", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.M.ID) }},
	{name: "from", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.M.From) }},
	{name: "account", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.Account) }},
	{name: "kind", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.M.Kind()) }},
	{name: "text", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.M.Text()) }},
	{name: "date", get: func(k *kit, m *message) goja.Value { return k.time(m.m.M.Created) }},
	{name: "items", quiet: true, get: messageItems},
	{name: "quote", get: messageQuote},
	{name: "match", get: messageMatch},
	{name: "params", get: func(k *kit, m *message) goja.Value { return k.value(m.match.Params) }},
	{name: "args", get: func(k *kit, m *message) goja.Value { return k.value(m.match.Args) }},
	{name: "rest", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.match.Rest) }},
	{name: "media", get: func(k *kit, m *message) goja.Value { return k.firstMedia(m.m) }},
	{name: "medias", get: func(k *kit, m *message) goja.Value { return k.allMedia(m.m) }},
	{name: "isOwner", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.Owner) }},
	{name: "redelivered", get: func(k *kit, m *message) goja.Value { return k.vm.ToValue(m.m.Redelivered) }},
	{name: "quota", live: true, quiet: true, get: messageQuota},
	{name: "store", quiet: true, get: messageStore},
	{name: "raw", quiet: true, get: messageRaw},
}

// matchFacts are those that change from rule to rule.
var matchFacts = []string{"match", "params", "args", "rest"}

// messageVerbs are the methods of msg.
var messageVerbs = []verb[*message]{
	{"reply", messageReply},
	{"ask", messageAsk},
	{"typing", messageTyping},
	{"once", messageOnce},
}

// messageOf makes the msg object for a turn.
func (k *kit) messageOf(t bot.Turn, m bot.Message) *goja.Object {
	return k.messages.make(&message{turn: t, m: m})
}

// setMatch puts a rule's match on a msg object.
func (k *kit) setMatch(arg goja.Value, match pattern.Match) {
	o, ok := arg.(*goja.Object)
	if !ok {
		return
	}
	if r, ok := o.Export().(*record[*message]); ok {
		r.v.match = match
		r.forget(matchFacts...)
	}
}

func messageItems(k *kit, m *message) goja.Value {
	items := m.m.M.Items
	return k.list(len(items), func(i int) goja.Value {
		it := &items[i]
		o := k.object(field{"kind", it.Kind}, field{"text", it.Text})
		if it.Media != nil {
			_ = o.Set("media", k.mediaOf(m.m.Account, *it.Media))
		}
		return o
	})
}

// messageQuote is {id, text, kind, title, media}, or null.
func messageQuote(k *kit, m *message) goja.Value {
	q := m.m.M.Quote()
	if q == nil {
		return goja.Null()
	}
	text, kind := m.m.QuoteText, ilink.KindText
	if text == "" {
		text, _ = q.Text(nil)
	}
	var media goja.Value = goja.Null()
	if q.Item != nil {
		kind = q.Item.Kind
		if q.Item.Media != nil {
			media = k.mediaOf(m.m.Account, *q.Item.Media)
		}
	}
	return k.object(field{"id", orNull(q.ID)}, field{"text", text}, field{"kind", kind}, field{"title", q.Title}, field{"media", media})
}

// messageMatch is what RegExp.exec would have returned, or null.
func messageMatch(k *kit, m *message) goja.Value {
	r := m.match.Regexp
	if r == nil {
		return goja.Null()
	}
	groups := k.list(len(r.Groups), func(i int) goja.Value { return k.group(r.Groups[i]) }).(*goja.Object)
	_ = groups.Set("index", r.Index)
	_ = groups.Set("input", r.Input)
	_ = groups.Set("groups", goja.Undefined())
	if len(r.Names) > 0 {
		named := k.vm.CreateObject(nil)
		for _, n := range r.Names {
			_ = named.Set(n.Name, k.group(n.Group))
		}
		_ = groups.Set("groups", named)
	}
	if r.Indices {
		_ = groups.Set("indices", matchIndices(k, r))
	}
	return groups
}

// group is undefined for a group that took no part in the match.
func (k *kit) group(g pattern.Group) goja.Value {
	if !g.OK {
		return goja.Undefined()
	}
	if g.Halves != nil {
		return goja.StringFromUTF16(g.Halves)
	}
	return k.vm.ToValue(g.Text)
}

// span is the place of a group, as the flag d wants it.
func (k *kit) span(g pattern.Group) goja.Value {
	if !g.OK {
		return goja.Undefined()
	}
	return k.vm.NewArray(g.From, g.To)
}

// matchIndices is the property indices of a match.
func matchIndices(k *kit, r *pattern.RegexpMatch) goja.Value {
	out := k.list(len(r.Groups), func(i int) goja.Value { return k.span(r.Groups[i]) }).(*goja.Object)
	_ = out.Set("groups", goja.Undefined())
	if len(r.Names) > 0 {
		named := k.vm.CreateObject(nil)
		for _, n := range r.Names {
			_ = named.Set(n.Name, k.span(n.Group))
		}
		_ = out.Set("groups", named)
	}
	return out
}

func messageQuota(k *kit, m *message) goja.Value {
	q := m.turn.Quota()
	return k.object(field{"limit", q.Limit}, field{"used", q.Used}, field{"remaining", q.Remaining}, field{"closesAt", q.ClosesAt})
}

func messageStore(k *kit, m *message) goja.Value {
	if m.store == nil {
		m.store = k.storeObject("msg.store", bot.Space{Script: k.s.Namespace(), Account: m.turn.Account(), User: m.turn.User()})
	}
	return m.store
}

// messageRaw is the message as the service sent it, without its secrets.
func messageRaw(k *kit, m *message) goja.Value {
	return k.fromJSON(withoutSecrets(m.m.M.Raw))
}

func messageReply(a args, m *message) goja.Value {
	t, _ := a.k.turnOf(m.turn)
	return a.k.send(a, t, m.m.M.From, a.content(0, "content"), a.sendOptions(1, m.m.Account))
}

func messageTyping(a args, m *message) goja.Value {
	a.k.needsHandler(a.fn, m.turn)
	on := a.flag(0, "on", true)
	return a.k.s.Async(runtime.AsyncOptions{}, func(ctx context.Context) (any, error) {
		return nil, m.turn.Typing(ctx, on)
	}, nil)
}

// askTimeout is how long a question stays open unless it says otherwise.
const askTimeout = 5 * time.Minute
