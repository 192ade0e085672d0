package runtime

import "context"

// Await keeps the running handler from being over until the work is done; its
// error fails the handler. It is [Script.Async] for work whose outcome no
// script looks at, and costs no promise.
func (s *Script) Await(o AsyncOptions, work func(ctx context.Context) error) {
	l, t := s.loop, s.loop.current
	o.Hold = true
	ctx, release := s.hold(t, o)
	go func() {
		_, err := guardWork(ctx, func(ctx context.Context) (any, error) { return nil, work(ctx) })
		l.post(t, func() {
			release()
			switch {
			case err == nil:
			case t != nil && !t.over:
				t.fail(err)
			default:
				l.fail(t, err)
			}
		})
	}()
}
