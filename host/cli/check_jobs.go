package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"hotreply/host"
	"hotreply/internal/units"
)

// checkJob is one bot.cron or bot.every in `check --json`.
type checkJob struct {
	Name     string       `json:"name"`
	Spec     string       `json:"spec,omitempty"`
	Every    string       `json:"every,omitempty"`
	Timezone string       `json:"timezone"`
	Reading  string       `json:"fields,omitempty"` // of a spec that has not five
	Next     []string     `json:"next"`             // RFC 3339; none if it is not due any more
	Warnings []checkError `json:"warnings,omitempty"`
}

func jobsJSON(jobs []host.CheckedJob) []checkJob {
	var list []checkJob
	for _, j := range jobs {
		c := checkJob{Name: j.Name, Spec: j.Spec, Timezone: j.Zone.String(), Reading: j.Reading, Next: []string{}, Warnings: warningsJSON(j.Warnings)}
		if j.Spec == "" {
			c.Every = units.FormatDuration(j.Every)
		}
		for _, at := range j.Next {
			c.Next = append(c.Next, at.Format(time.RFC3339))
		}
		list = append(list, c)
	}
	return list
}

// machineChinese says whether whoever uses this machine reads Chinese.
func machineChinese() bool {
	return strings.HasPrefix(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")), "zh")
}

// printJobs says when the jobs of a script are due, in their own zones.
func printJobs(w io.Writer, jobs []host.CheckedJob, chinese bool) {
	for _, j := range jobs {
		fmt.Fprintf(w, "job   %s\n", oneLine(jobLine(j, chinese)))
		if j.Reading != "" {
			read := "      read as: "
			if chinese {
				read = "      各段依次是："
			}
			fmt.Fprintf(w, "%s%s\n", read, j.Reading)
		}
		printWarnings(w, j.Warnings)
	}
}

// jobLine is one job with its next times.
func jobLine(j host.CheckedJob, chinese bool) string {
	words := struct{ every, zone, local, next, never, comma string }{"every %s", " in %s", "local time", ": next ", ": never again", ", "}
	if chinese {
		words.every, words.zone, words.local = "每 %s", "（%s）", "本机时区"
		words.next, words.never, words.comma = "：接下来 ", "：不会再运行", "、"
	}
	timing, what := j.Spec, fmt.Sprintf("%q", j.Spec)
	if j.Spec == "" {
		timing = units.FormatDuration(j.Every)
		what = fmt.Sprintf(words.every, timing)
	} else if zone := j.Zone.String(); zone == "Local" {
		what += fmt.Sprintf(words.zone, words.local)
	} else {
		what += fmt.Sprintf(words.zone, zone)
	}
	if !strings.HasPrefix(j.Name, timing+"#") {
		what = j.Name + " " + what
	}
	if len(j.Next) == 0 {
		return what + words.never
	}
	return what + words.next + strings.Join(moments(j.Next, chinese), words.comma)
}

// moments are times as people read them, with seconds and the distance from
// Greenwich where they tell them apart.
func moments(times []time.Time, chinese bool) []string {
	layout, zones := "2006-01-02 15:04", map[int]bool{}
	for _, at := range times {
		if at.Second() != 0 {
			layout = "2006-01-02 15:04:05"
		}
		_, offset := at.Zone()
		zones[offset] = true
	}
	if len(zones) > 1 {
		layout += " -07:00"
	}
	var list []string
	for _, at := range times {
		day := at.Format("Mon ")
		if chinese {
			day = "周" + string([]rune("日一二三四五六")[at.Weekday()]) + " "
		}
		list = append(list, day+at.Format(layout))
	}
	return list
}
