package pacer

// Lines is how many recipients have a line.
func (p *Pacer) Lines() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.byUser)
}
