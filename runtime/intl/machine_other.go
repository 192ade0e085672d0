//go:build !windows && !darwin

package intl

// systemLocale is nothing where the environment says all.
func systemLocale() string { return "" }
