package intl

import (
	"strings"

	"golang.org/x/text/language"
)

// machineLocale is the language of the environment: "zh_CN.UTF-8" is zh-CN.
// "C" is en-US, as in Node. If the environment says nothing, it is what the
// system says, and en-US if that says nothing either.
func machineLocale(getenv func(string) string, system func() string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v, _, _ := strings.Cut(getenv(name), ".")
		v, _, _ = strings.Cut(v, "@")
		if v == "" {
			continue
		}
		return localeName(v)
	}
	return localeName(system())
}

// localeName turns what systems say into a tag; en-US if that is no language.
func localeName(v string) string {
	tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(v), "_", "-"))
	if err != nil || v == "" {
		return fallback // "C", "POSIX"
	}
	return tag.String()
}

// fallback is the language when nothing names one that is known.
const fallback = "en-US"

// likely adds to a tag the script and region that it most likely means, or
// takes off what it means anyway. Extensions stay.
func likely(tag string, more bool) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	base, _ := t.Base()
	script, _ := t.Script()
	region, _ := t.Region()
	full := base.String() + "-" + script.String() + "-" + region.String()
	short := full
	if !more {
		for _, try := range []string{base.String(), base.String() + "-" + region.String(), base.String() + "-" + script.String()} {
			if likely(try, true) == full {
				short = try
				break
			}
		}
	}
	_, rest, found := strings.Cut(tag, "-u-")
	if found {
		short += "-u-" + rest
	}
	return short
}
