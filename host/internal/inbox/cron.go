package inbox

import (
	"strings"
	"time"

	"github.com/adhocore/gronx"
)

// cronAfter is the first moment later than t that a cron expression names on
// the clocks of t's zone; the zero time if there is none, as for 30 February.
//
// Where the clocks change it does as cron does: an expression with * in its
// minute or hour follows the time that passes, the hour that comes twice
// included. One for a certain time of day runs once a day: not again in the
// hour that comes twice, and at the change itself if that skips its time.
func cronAfter(spec string, t time.Time) time.Time {
	zone, daily := t.Location(), isDaily(spec)
	for from, inclusive := t, false; ; inclusive = true {
		// Between two changes a zone is fixed; gronx is sure of such alone.
		start, end := from.ZoneBounds()
		_, offset := from.Zone()
		next, err := gronx.NextTickAfter(spec, from.In(time.FixedZone("", offset)), inclusive)
		if err != nil {
			return time.Time{}
		}
		switch {
		case !next.After(t), daily && repeated(next, start, offset):
			from = next.Truncate(time.Minute).Add(time.Minute).In(zone)
		case end.IsZero() || next.Before(end):
			return next.In(zone)
		case daily && next.Sub(end) < gap(end, offset):
			return end
		default:
			from = end
		}
	}
}

// isDaily says whether an expression names times of day.
func isDaily(spec string) bool {
	fields := strings.Fields(spec)
	if len(fields) > 5 { // with seconds
		fields = fields[1:]
	}
	if len(fields) < 2 {
		return spec != "@hourly" && !strings.HasPrefix(spec, "@every")
	}
	return !strings.Contains(fields[0]+fields[1], "*")
}

// repeated says whether the clocks, set back at start, have shown the time of
// day of at before.
func repeated(at, start time.Time, offset int) bool {
	if start.IsZero() {
		return false
	}
	_, before := start.Add(-time.Nanosecond).Zone()
	return at.Sub(start) < time.Duration(before-offset)*time.Second
}

// gap is by how much the clocks are set forward at end.
func gap(end time.Time, offset int) time.Duration {
	_, after := end.Zone()
	return time.Duration(after-offset) * time.Second
}
