package pacer

import "time"

// want puts the ticket among those that wait to make a request.
func (p *Pacer) want(t *Ticket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanting = append(p.wanting, t)
	p.grant()
}

// withdraw takes a request back, also one that was granted in the same moment.
func (p *Pacer) withdraw(t *Ticket) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanting = without(p.wanting, t)
	select {
	case <-t.slot:
	default:
	}
}

// grant lets as many requests go as spacing allows now, and sets a timer for
// the next.
func (p *Pacer) grant() {
	for len(p.wanting) > 0 {
		now := p.clock.Now()
		if left := p.last.Add(p.spacing).Sub(now); p.spacing > 0 && !p.last.IsZero() && left > 0 {
			p.wake(min(left, p.spacing))
			return
		}
		t := p.next()
		p.wanting = without(p.wanting, t)
		p.served++
		t.line.served = p.served
		p.last = now
		t.slot <- struct{}{}
	}
}

// next is the request that goes first: replies before others, then the
// recipient that has waited longest since its last one.
func (p *Pacer) next() *Ticket {
	best := p.wanting[0]
	for _, t := range p.wanting[1:] {
		switch {
		case t.class < best.class:
			best = t
		case t.class == best.class && t.line.served < best.line.served:
			best = t
		}
	}
	return best
}

// wake calls grant again after a while, once.
func (p *Pacer) wake(in time.Duration) {
	if p.timing {
		return
	}
	p.timing = true
	p.clock.AfterFunc(in, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.timing = false
		p.grant()
	})
}
