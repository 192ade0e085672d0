// Package pattern is what rules look for: whole texts, texts with places
// ("天气 [城市]"), regular expressions, commands and kinds. It reads what people
// write, says whether a subject fits, and finds the patterns worth a try among
// thousands.
//
//	p, err := pattern.Text("天气 [城市] [天数?]")
//	r := pattern.Read(pattern.Subject{Text: "天气 北京 3"})
//	m, ok := p.Match(r) // m.Params: 城市 北京, 天数 3
//
// An [Index] holds the patterns of many rules by number. [Index.Hits] is a
// superset of those that match, so each is still tried:
//
//	ix := pattern.NewIndex()
//	ix.Add(0, &p)
//	for _, rule := range ix.Hits(r) { … }
//
// Regular expressions are JavaScript's, and nothing in here runs them: for them
// [Pattern.Match] says whether the engine is worth asking, by what
// [regex.NeedOf] finds in them, and whoever asks it makes the [Match]. Their keys
// are the text that a match begins with, or else those of which it needs one.
//
// Nothing here starts a goroutine, takes a lock or keeps what it is given. A
// Pattern and an Index that is complete may be used by several goroutines. The
// only error is [*Error]: a pattern that makes no sense.
package pattern
