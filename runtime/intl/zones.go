package intl

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"hotreply/internal/lazyregexp"
)

// offset matches "+08:00", "-0330" and "+8".
var offset = lazyregexp.New(`^([+-])(\d{1,2})(?::?(\d{2}))?$`)

func findZone(name string) *time.Location {
	switch strings.ToUpper(name) {
	case "UTC", "GMT", "ETC/UTC", "ETC/GMT":
		return time.UTC
	case "", "LOCAL":
		return nil
	}
	if m := offset.FindStringSubmatch(name); m != nil {
		return fixedZone(m)
	}
	for _, spelling := range []string{name, titleCase(name), strings.ToUpper(name)} {
		if l, err := time.LoadLocation(spelling); err == nil {
			return l
		}
	}
	return nil
}

func fixedZone(m []string) *time.Location {
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	if hours > 23 || minutes > 59 {
		return nil
	}
	seconds := hours*3600 + minutes*60
	if m[1] == "-" {
		seconds = -seconds
	}
	return time.FixedZone(fmt.Sprintf("%s%02d:%02d", m[1], hours, minutes), seconds)
}

// titleCase turns "asia/hong_kong" into "Asia/Hong_Kong".
func titleCase(s string) string {
	b := []byte(strings.ToLower(s))
	for i := range b {
		if (i == 0 || b[i-1] == '/' || b[i-1] == '_' || b[i-1] == '-') && b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}

// localZone is the name of the machine's zone, or of the configured one.
func localZone() string {
	if name := time.Local.String(); name != "Local" {
		return name
	}
	if name := os.Getenv("TZ"); name != "" && findZone(strings.TrimPrefix(name, ":")) != nil {
		return strings.TrimPrefix(name, ":")
	}
	if target, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(target, "zoneinfo/"); ok && findZone(name) != nil {
			return name
		}
	}
	_, seconds := time.Now().Zone()
	if seconds == 0 {
		return "UTC"
	}
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d:%02d", sign, seconds/3600, seconds%3600/60)
}
