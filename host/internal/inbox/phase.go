package inbox

import "time"

// after is the job's first tick later than t.
func (j *job) after(t time.Time) time.Time {
	if j.Spec == "" {
		n := t.Sub(j.state.Anchor)/j.Every + 1
		if t.Before(j.state.Anchor) {
			n = 0
		}
		return j.state.Anchor.Add(n * j.Every)
	}
	return cronAfter(j.Spec, t.In(j.Location))
}

// missed is the newest tick that fell into a time without the host, if the job
// catches up that far back; the zero time otherwise.
func (j *job) missed(now time.Time) time.Time {
	if j.CatchUp <= 0 || j.state.Last.IsZero() {
		return time.Time{}
	}
	from := now.Add(-j.CatchUp)
	if from.Before(j.state.Last) {
		from = j.state.Last
	}
	var newest time.Time
	for t := j.after(from); !t.IsZero() && !t.After(now); t = j.after(t) {
		newest = t
	}
	return newest
}
