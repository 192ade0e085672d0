package sim

import (
	"encoding/json"
	"fmt"
	"hotreply/internal/units"
	"strings"
	"time"
)

// Duration is a time.Duration that reads and prints as "24h" in JSON.
type Duration time.Duration

// String is the text form, such as "1m30s" or "24h".
func (d Duration) String() string {
	text := time.Duration(d).String()
	if short, is := strings.CutSuffix(text, "m0s"); is {
		text = short + "m"
	}
	if short, is := strings.CutSuffix(text, "h0m"); is {
		text = short + "h"
	}
	return text
}

// MarshalJSON writes the text form.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads "24h", "90s", "2d" or a number of seconds.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		text = string(b) + "s"
	}
	v, err := parseDuration(text)
	if err != nil {
		return err
	}
	*d = Duration(v)
	return nil
}

// parseDuration reads what people write, such as "1d12h", and what
// [time.Duration] prints, such as "-1.5s" or "250µs".
func parseDuration(text string) (time.Duration, error) {
	if v, err := units.ParseDuration(text); err == nil {
		return v, nil
	}
	v, err := time.ParseDuration(text)
	if err != nil {
		return 0, &ControlError{
			Problem: fmt.Sprintf("%q is not a duration", text),
			Advice:  `a number and a unit, such as "500ms", "90s", "30m", "24h" or "2d"`,
		}
	}
	return v, nil
}
