package inbox

import (
	"cmp"
	"slices"
	"time"

	"hotreply/bot"
	"hotreply/internal/cron"
)

// after is the job's first tick later than t; the zero time if there is none any
// more. It needs no lock once the job has its state.
func (j *job) after(t time.Time) time.Time {
	if j.spec != nil {
		return j.spec.Next(t.In(j.Location))
	}
	n := t.Sub(j.state.Anchor)/j.Every + 1
	if t.Before(j.state.Anchor) {
		n = 0
	}
	return j.state.Anchor.Add(n * j.Every)
}

// missed is the newest tick that fell into a time without the host, if the job
// catches up that far back; the zero time otherwise. What was due before the job
// first started counts for nothing, but it need not have run since.
func (j *job) missed(last, now time.Time) time.Time {
	since := last
	if since.Before(j.state.Anchor) {
		since = j.state.Anchor
	}
	if j.CatchUp <= 0 || since.IsZero() {
		return time.Time{}
	}
	if from := now.Add(-j.CatchUp); since.Before(from) {
		since = from
	}
	if j.spec != nil {
		return j.spec.Newest(since, now.In(j.Location))
	}
	newest := j.after(now).Add(-j.Every)
	if !newest.After(since) {
		return time.Time{}
	}
	return newest
}

// Upcoming is a live job and when it is due.
type Upcoming struct {
	bot.Job
	// Reading is how an expression was read that has not five fields, the names
	// of its fields in order; empty otherwise.
	Reading string
	Advice  []cron.Advice // what it says and was probably not meant
	Next    []time.Time   // on the clocks of Location, the earliest first; fewer than asked for if the years are over
}

// Upcoming lists the live jobs of a home with their next n ticks, by script and
// then by time.
func (s *Ticks) Upcoming(home *Home, n int) []Upcoming {
	s.mu.Lock()
	now := s.opt.Clock.Now()
	var jobs []*job
	for _, j := range s.live {
		if j.home == home && !j.state.Anchor.IsZero() {
			jobs = append(jobs, j)
		}
	}
	s.mu.Unlock()
	list := make([]Upcoming, len(jobs))
	for i, j := range jobs {
		list[i] = j.upcoming(now, n)
	}
	slices.SortFunc(list, func(a, b Upcoming) int {
		if c := cmp.Compare(a.Script, b.Script); c != 0 {
			return c
		}
		if c := slices.CompareFunc(a.Next, b.Next, time.Time.Compare); c != 0 {
			return c
		}
		return cmp.Compare(a.Key, b.Key)
	})
	return list
}

// upcoming is what a live job does next.
func (j *job) upcoming(now time.Time, n int) Upcoming {
	u := Upcoming{Job: j.Job}
	if j.spec != nil {
		u.Reading, u.Advice = j.spec.Reading(), j.spec.Advice()
	}
	for at := j.after(now); !at.IsZero() && len(u.Next) < n; at = j.after(at) {
		u.Next = append(u.Next, at.In(j.Location))
	}
	if len(u.Next) == 0 {
		u.Advice = append(slices.Clone(u.Advice), cron.Advice{
			Text: "it is not due any more: the years that it names are over", Hint: "remove the job, or name a year to come",
		})
	}
	return u
}
