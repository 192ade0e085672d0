package intl

import "golang.org/x/sys/windows"

// systemLocale is the language that Windows shows itself in, such as "zh-CN".
func systemLocale() string {
	languages, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(languages) == 0 {
		return "" // the caller has a usual one
	}
	return languages[0]
}
