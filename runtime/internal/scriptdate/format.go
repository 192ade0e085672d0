package scriptdate

import (
	"cmp"
	_ "embed"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed zones.txt
var zonesText string

// zoneNames are the long names of a zone by its offset in minutes.
var zoneNames = sync.OnceValue(func() map[string]map[int]string {
	all := make(map[string]map[int]string)
	for line := range strings.Lines(zonesText) {
		list, zones, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		names := make(map[int]string)
		for pair := range strings.SplitSeq(list, ";") {
			minutes, name, _ := strings.Cut(pair, "=")
			n, err := strconv.Atoi(minutes)
			if err != nil {
				panic(err) // the file is part of the program
			}
			names[n] = name
		}
		for zone := range strings.FieldsSeq(zones) {
			all[zone] = names
		}
	}
	return all
})

// localName is the name of the zone of time.Local, empty if it has none.
func localName() string {
	if name := time.Local.String(); name != "Local" {
		return name
	}
	return machineName()
}

// machineName is the zone that Go found when the process began.
var machineName = sync.OnceValue(func() string {
	if name, ok := os.LookupEnv("TZ"); ok {
		return cmp.Or(strings.TrimPrefix(name, ":"), "UTC")
	}
	if target, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(target, "zoneinfo/"); ok {
			return name
		}
	}
	return ""
})

// zoneName is what people call the zone that holds at t.
func zoneName(t time.Time) string {
	abbreviation, seconds := t.Zone()
	if names := zoneNames()[localName()]; names != nil {
		if name, ok := names[seconds/60]; ok {
			return name
		}
		for _, name := range names {
			if strings.Contains(name, "Standard") { // an offset of old times
				return name
			}
		}
	}
	if seconds == 0 && (abbreviation == "UTC" || abbreviation == "Local") {
		return "Coordinated Universal Time"
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("GMT%c%02d:%02d", sign, seconds/3600, seconds/60%60)
}

// year writes a year as toString does.
func year(t time.Time) string {
	if y := t.Year(); y < 0 {
		return fmt.Sprintf("-%04d", -y)
	}
	return fmt.Sprintf("%04d", t.Year())
}

func dateText(t time.Time) string { return t.Format("Mon Jan 02 ") + year(t) }

func timeText(t time.Time) string {
	return t.Format("15:04:05 GMT-0700 (") + zoneName(t) + ")"
}

func utcText(t time.Time) string {
	t = t.UTC()
	return t.Format("Mon, 02 Jan ") + year(t) + t.Format(" 15:04:05 GMT")
}

// isoText has six digits and a sign for years beyond four.
func isoText(t time.Time) string {
	t = t.UTC()
	y := fmt.Sprintf("%04d", t.Year())
	if t.Year() < 0 || t.Year() > 9999 {
		y = fmt.Sprintf("%+07d", t.Year())
	}
	return y + t.Format("-01-02T15:04:05.000Z")
}
