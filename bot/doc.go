// Package bot is the vocabulary between a bot and its host: what a rule may ask
// for ([App], [Turn], [KV]), what goes out ([Content], [Source], [Upload]), what
// comes in ([Message], [Received]) and what becomes of it ([Receipt], [Quota],
// [Fault]).
//
// It knows iLink's types and nothing of JavaScript, so that the parts of the
// host that send, receive and keep can use its words without an engine:
//
//	p := app.Send(turn, msg.M.From, bot.Content{Parts: []bot.Part{{Text: "hi"}}}, bot.SendOptions{})
//	receipt, err := p.Wait(ctx)
//	var f bot.Fault
//	if errors.As(err, &f) {
//		log.Println(f.Code(), f.Hint())
//	}
//
// The package has no goroutines and keeps nothing. Its own errors are
// [*TimeoutError], a wait that took too long, and [*NotNumberError], a value
// that can not be added to.
package bot
