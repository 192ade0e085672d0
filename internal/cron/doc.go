// Package cron reads cron expressions and computes when they are due on the
// clocks of a time zone.
//
//	s, err := cron.Parse("0 8 * * 1-5")
//	next := s.Next(time.Now().In(shanghai))       // the first moment later than that
//	missed := s.Newest(lastRun, time.Now())       // the newest between the two
//
// # What is read
//
//	spec.go     five, six or seven fields and the names such as @daily
//	field.go    values, names, ranges, steps and lists of one field
//	day.go      days of month and week, with L, W and #
//	advice.go   what is read and was probably not meant
//
// Five fields are minute, hour, day, month and weekday. Six have the second
// first, unless the last is a year of four digits. Day and weekday that are both
// given mean either, as in every cron; one that begins with * or is ? limits
// nothing but what it says.
//
// # When clocks change
//
// next.go follows what cron users expect. An expression that has every minute or
// every hour in it follows the time that passes: it runs in both of the hours
// that come twice, and not in one that is skipped. One for certain times of day
// runs once a day: in the first of two equal hours, and at the change itself if
// the change skips its time. So it never runs twice at one local time, and never
// misses a day. A search always ends: the calendar repeats after 400 years.
//
// # Errors
//
// Parse returns an [*Error], which names the field and has a hint. Nothing here
// keeps state, starts a goroutine or reads a clock.
package cron
